/** Tells the present moment. The domain never looks at a clock of its own, so that tests and replays can set the time. */
export type Clock = () => Date;
