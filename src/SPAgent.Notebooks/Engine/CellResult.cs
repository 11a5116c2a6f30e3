namespace SPAgent.Notebooks;

/// <summary>How a cell ended.</summary>
/// <param name="Value">The look of the last expression's value; null when the cell ends in a statement.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
internal sealed record CellResult(MimeBundle? Value, CellFailure? Failure);
