namespace SPAgent.Internal;

/// <summary>An answer that a run asks for.</summary>
/// <param name="Place">Place of the row in the dataset.</param>
/// <param name="Row">Its index on disk.</param>
/// <param name="Rollout">Which answer to the row, from 1.</param>
/// <param name="Allowance">What the conversation may take; null for no limit.</param>
public readonly record struct AskedAnswer(int Place, int Row, int Rollout, RunBudget? Allowance);
