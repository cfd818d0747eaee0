/**
 * The words that providers speak of jobs with. A message of theirs may quote a row of the training file, so that only
 * what stands here is shown of it. Each in lower case; plurals and other endings are listed where they occur.
 */
export const MESSAGE_WORDS: ReadonlySet<string> = new Set(
  `
  a about above after again all allowed already also although an and any are as at available back be because been before
  being below between both but by can cannot could did do does done due during each either enough even every exactly few
  fewer first following for from further get given had has have having here how if in instead into is it its just last
  least less like may maximum me minimum minutes more most moving much must need needed needs neither next no none nor
  not now of off on once one only or other our out over per please rather retry same seconds see several should since so
  some soon still such than that the their them then there these they this those through times to today too two under
  unless until up upon us use used using via wait was we were what when where which while who why will with within
  without would yet you your

  account accuracy actual administrator allocated api assistant attempt attempts authentication bad balance batch batches
  below billing blocked bytes cancel canceled cancelled cancelling capacity categories category characters charge charged
  chat check checked checkpoint checkpoints code column columns complete completed completes completion completions
  configuration connect connection contact contain contained containing contains content correct corrupt cost could create
  created creating credit credits data dataset datasets deadline default deleted denied deprecated deployment detected
  directory disabled disk does done download downloaded downloading duplicate elapsed eligible empty encoding end ended
  ends engine enqueued epoch epochs error errors estimated evaluated evaluating evaluation evaluations example examples
  exceed exceeded exceeds exist exists expected expired extra failed fails failure field fields file files fine-tune
  fine-tuned fine-tuning finished finishing flagged format found free full function generated gradient greater have help
  high higher hold-out hyperparameter hyperparameters id ids identify identifier ignored in-progress inappropriate
  incorrect input insufficient internal invalid item job jobs json jsonl key keys label labels large larger latest learning
  length limit limits line lines list load loaded loading long longer loss low lower malformed match mean memory message
  messages metadata method metrics minimum missing model models moderation moved moved multiplier name named names new
  number object occurred ok old organization organisation output paid parameter parameters parse parsed parsing paused
  pending percent permission policies policy preparing present problem process processed processing progress project
  prompt prompts provided provider queue queued quota ran rate reached read reading ready reason received record records
  rejected remaining remove removed removing report requested request requests required requires resources result results
  resume resumed resuming retried retrying review role row rows run running safe safety sample samples saved saving score
  seed server service set settings short shorter show shows size small smaller snapshot space split stage start started
  starting status step steps stop stopped stopping string strings submitted succeeded success successful successfully
  suffix supervised support supported system table takes temperature text texts tier time timeout token tokens tool tools
  total train trained training trial try tuned type unavailable unexpected unknown unsupported update updated upload
  uploaded uploading usage user users utf-8 valid validate validated validating validation value values version violate
  violated violates violating violation waiting warning weight weights worker workers write writing written wrong

  another answer answers behind belong belongs c different go goes gone given hold holds learn left let log nothing
  share store stored words

  affordable clear codes cuda current details dictionary dictionaries excess gpu host hosts lasts many node open plan
  plans refused refuses rejects server's state states third unable unreadable

  child children harassment harm harmful hate illicit intent minors self-harm sexual threatening violence violent

  openai openai's labelsmith don't doesn't isn't can't couldn't wasn't
  step train training valid validation full_valid features
  `
    .trim()
    .split(/\s+/),
);
