namespace SPAgent;

/// <summary>What a row of a table of traces stands for.</summary>
public enum TraceRows
{
    /// <summary>A trace: its counts, tokens, reward, answer, and the columns of its dataset row.</summary>
    Traces,

    /// <summary>A turn: its tokens, length, latency and why it ended.</summary>
    Turns,

    /// <summary>A tool call: its arguments and outcome.</summary>
    ToolCalls,
}
