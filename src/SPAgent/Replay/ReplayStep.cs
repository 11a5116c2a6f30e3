namespace SPAgent;

/// <summary>One picture of a replayed trace.</summary>
[TypeFormatterSource]
public sealed record ReplayStep
{
    /// <summary>Turn of the tool call, from 1; 0 for the dataset's own image.</summary>
    public required int Turn { get; init; }

    /// <summary>Name of the tool; null for the dataset's own image.</summary>
    public string? Tool { get; init; }

    /// <summary>The picture after this step.</summary>
    public required RasterImage Image { get; init; }

    /// <summary>SHA-256 of its raw RGB bytes.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whether it is what the model saw.</summary>
    public required ReplayVerdict Verdict { get; init; }

    /// <summary>What the call acted on; null for the dataset's own image.</summary>
    public ActedOnPicture? ActedOn { get; init; }

    /// <summary>The dataset's own image, encoded; null for a call.</summary>
    internal DatasetImage? Source { get; init; }

    /// <summary>What differs or what the call's error was; null when there is nothing to say.</summary>
    public string? Detail { get; init; }
}
