namespace SPAgent;

/// <summary>A trace that can't be read. The message says which file, what was seen and what to do.</summary>
public sealed class TraceException : IOException
{
    internal TraceException(string path, string? field, string problem, string remedy, Exception? inner = null)
        : base($"{System.IO.Path.GetFileName(path)}: {problem.TrimEnd('.')}. {remedy}.", inner)
    {
        What = $"{problem.TrimEnd('.')}. {remedy}.";
        Path = path;
        Field = field;
    }

    /// <summary>The file, as it was named to the reader.</summary>
    public string Path { get; }

    /// <summary>The message without the file, for places that name it themselves.</summary>
    internal string What { get; }

    /// <summary>The field at fault, such as <c>tool_calls_log[2].success</c>; null when the file as a whole
    /// is.</summary>
    public string? Field { get; }
}
