/** A model as OpenAI describes it. `shutdown_date` is null: nobody switches off what runs here. */
export const modelObject = (id: string, created: number) => ({
  id,
  object: 'model',
  created,
  owned_by: 'labelsmith',
  shutdown_date: null,
});
