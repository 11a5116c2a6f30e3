namespace SPAgent;

/// <summary>How many traces lie within a distance of the truth.</summary>
/// <param name="Km">The distance in kilometres, inclusive.</param>
/// <param name="Count">Traces within it.</param>
/// <param name="Percent">The same in percent of all traces.</param>
[TypeFormatterSource]
public sealed record AccuracyCount(int Km, int Count, double Percent);
