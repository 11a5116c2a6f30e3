using System.Text.Json;

namespace SPAgent;

/// <summary>A row on its way from a session or a trace into any format.</summary>
internal sealed class TrainingRow
{
    public required string Id { get; init; }

    /// <summary>The session or trace file, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>Iteration of a sample; number of turns of a trace.</summary>
    public required int Iteration { get; init; }

    public EncodedText System { get; init; }

    /// <summary>From the user's first word to the model's last.</summary>
    public required IReadOnlyList<TrainingMessage> Messages { get; init; }

    /// <summary>The pictures in the order in which the messages show them.</summary>
    public required IReadOnlyList<TrainingImage> Images { get; init; }

    /// <summary>The question alone, without placeholder and instructions where the source keeps it apart.</summary>
    public EncodedText Question { get; init; }

    /// <summary>Definitions of the tools, an array of {type, function}; only where calls stand apart from the
    /// text.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Names of the tools that the row declares, as a parameter or in its prompt; null where nothing says
    /// which there are.</summary>
    public IReadOnlySet<string>? DeclaredTools { get; init; }

    /// <summary>Names of the tools that are called, in the text or apart from it.</summary>
    public IReadOnlyList<(int Turn, string Name)> Called { get; init; } = [];

    /// <summary>The sample of a session with all its fields; null for a trace.</summary>
    public JsonElement? Sample { get; init; }

    /// <summary>The long strings that were cut out of <see cref="Sample"/>.</summary>
    public LongTexts? Texts { get; init; }

    /// <summary>The trace; null for a sample.</summary>
    public Trace? Trace { get; init; }

    public string? Model { get; init; }

    /// <summary>Tokens of its longest request and reply, as the server counted them; null where it did not.</summary>
    public long? Tokens { get; init; }

    /// <summary>Whether observations were brought back that no hash proves.</summary>
    public bool Unproved { get; init; }

    /// <summary>Whether sharegpt shows the question in place of the prompt.</summary>
    public bool AskQuestionOnly { get; init; }
}
