namespace SPAgent;

/// <summary>A dataset that can't be read as it is. The message says where, what was seen, and what to do.</summary>
public sealed class DatasetException : Exception
{
    /// <param name="path">The file or folder that is at fault.</param>
    /// <param name="message">What was seen, and what to do.</param>
    /// <param name="inner">What was thrown, if anything was.</param>
    public DatasetException(string path, string message, Exception? inner = null)
        : base($"{path}: {message}", inner) => Path = path;

    /// <summary>The file or folder that is at fault.</summary>
    public string Path { get; }

    /// <summary>Index of the row, from 0; null where the fault is not in a row.</summary>
    public int? Row { get; init; }

    /// <summary>Name of the column; null where the fault is not in one.</summary>
    public string? Column { get; init; }

    /// <summary>Line of a JSONL file, from 1; null elsewhere.</summary>
    public long? Line { get; init; }
}
