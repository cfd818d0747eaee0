import { REPORT_POLICY } from './content-policy.ts';
import { markup } from './markup.ts';
import { outcomeOf } from './outcome.ts';
import type { RunFacts } from './run-facts.ts';
import { abstentionSection } from './sections/abstention.ts';
import { calibrationSection } from './sections/calibration.ts';
import { classesSection } from './sections/classes.ts';
import { comparisonSection } from './sections/comparison.ts';
import { confusionSection } from './sections/confusion.ts';
import { dataSection } from './sections/data.ts';
import { learningSection } from './sections/learning.ts';
import { mistakesSection } from './sections/mistakes.ts';
import { outcomeSection } from './sections/outcome.ts';
import { progressSection } from './sections/progress.ts';
import { provenanceSection } from './sections/provenance.ts';
import { STYLE } from './style.ts';

/**
 * A run as one HTML page that needs nothing besides itself: no script, no font, no image from elsewhere. It is well-formed
 * XML as well, but for its first line. The same facts give the same bytes, and there is no text of an example in it.
 */
export function renderReport(facts: RunFacts): string {
  const outcome = outcomeOf(facts);
  const { run } = facts;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta http-equiv="content-security-policy" content="${REPORT_POLICY}"/>
<title>${run.classifier}: ${outcome.badge} (run ${run.run})</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${outcomeSection(outcome, facts)}
${progressSection(facts)}
${comparisonSection(facts)}
${learningSection(facts)}
${confusionSection(facts)}
${classesSection(facts)}
${calibrationSection(facts)}
${abstentionSection(facts)}
${mistakesSection(facts)}
${dataSection(facts)}
${provenanceSection(facts)}
</main>
</body>
</html>
`;
  return page.text;
}
