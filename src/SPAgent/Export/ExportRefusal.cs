namespace SPAgent;

/// <summary>A row that was not written.</summary>
/// <param name="Source">The session, sample or trace file.</param>
/// <param name="Turn">Turn at fault, from 1; null where no turn is.</param>
/// <param name="Reason">What the trainer would stumble over, or what could not be read.</param>
[TypeFormatterSource]
public sealed record ExportRefusal(string Source, int? Turn, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Turn is { } turn ? $"{Source}, turn {turn}: {Reason}" : $"{Source}: {Reason}";
}
