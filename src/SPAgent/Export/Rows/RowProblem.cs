namespace SPAgent;

/// <summary>Why a row can't be written.</summary>
/// <param name="Turn">Turn at fault; null where none is.</param>
/// <param name="Reason">What is wrong.</param>
internal sealed record RowProblem(int? Turn, string Reason);
