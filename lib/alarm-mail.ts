import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlarmMailProps {
  /** Where alarms are told. AWS asks the address for its consent first. */
  readonly address: string;
}

/** Tells a person by e-mail of every alarm that its parent has when this is made. */
export class AlarmMail extends Construct {
  constructor(scope: Construct, id: string, { address }: AlarmMailProps) {
    super(scope, id);
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    // A topic with a policy of its own lets in nobody that the policy does not name.
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    topic.addSubscription(new EmailSubscription(address));
    for (const part of scope.node.findAll()) if (part instanceof Alarm) part.addAlarmAction(new SnsAction(topic));
  }
}
