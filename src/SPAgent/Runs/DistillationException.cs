namespace SPAgent;

/// <summary>A run that can't start or go on, with what to do about it.</summary>
public sealed class DistillationException : Exception
{
    /// <param name="message">Where, what was seen, what to do.</param>
    /// <param name="field">The setting that differs; null where none does.</param>
    /// <param name="inner">The cause; null for none.</param>
    public DistillationException(string message, string? field = null, Exception? inner = null)
        : base(message, inner) => Field = field;

    /// <summary>The setting of <c>run.json</c> that differs; null when the cause is another.</summary>
    public string? Field { get; }
}
