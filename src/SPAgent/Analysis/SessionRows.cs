namespace SPAgent;

/// <summary>What a row of a table of sessions stands for.</summary>
public enum SessionRows
{
    /// <summary>
    /// A session: its question, answer, times, counts and tokens, and the plain values of its metadata.
    /// </summary>
    Sessions,

    /// <summary>A sample: its iteration, tokens, lengths, latency and why it ended.</summary>
    Samples,

    /// <summary>A tool call that a session keeps: its arguments and whether it failed.</summary>
    ToolCalls,
}
