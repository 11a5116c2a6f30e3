namespace SPAgent.Internal;

/// <summary>What a run tells those that answer for it.</summary>
public sealed record AnswerOrder
{
    /// <summary>The folder of the traces, as an absolute path.</summary>
    public required string Folder { get; init; }

    /// <summary>The text of its <c>run.json</c>.</summary>
    public required string Settings { get; init; }

    /// <summary>The rows.</summary>
    public required ImageDataset Dataset { get; init; }

    /// <summary>The path of the rows, as traces keep it.</summary>
    public required string RowsPath { get; init; }

    /// <summary>Tells the user something while the run goes on.</summary>
    public required Action<string> Tell { get; init; }
}
