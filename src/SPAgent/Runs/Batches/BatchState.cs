using System.Globalization;

namespace SPAgent;

/// <summary>What a run knows of one of its batches.</summary>
internal sealed record BatchState
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>Where its files are.</summary>
    public required string Folder { get; init; }

    /// <summary>The server's address.</summary>
    public string? Server { get; init; }

    /// <summary>The file of its requests at the server; null before it is there.</summary>
    public string? InputFile { get; init; }

    /// <summary>Its name at the server; null before it is known.</summary>
    public string? Batch { get; init; }

    /// <summary>How it ended, in words, empty where all was asked; null before all that came of it was
    /// fetched.</summary>
    public string? Ended { get; init; }

    /// <summary>The answers that it asks for.</summary>
    public IReadOnlyList<TraceName> Requests { get; init; } = [];

    /// <summary>Its requests, while they are sent.</summary>
    public string RequestsPath => PathOf(".requests.jsonl");

    /// <summary>Its replies, when they were fetched.</summary>
    public string OutputPath => PathOf(".output.jsonl");

    /// <summary>Its failures, when they were fetched.</summary>
    public string ErrorsPath => PathOf(".errors.jsonl");

    /// <summary>Name of a request, as the server gives it back: that of the trace's file.</summary>
    public static string NameOf(TraceName name) => Path.GetFileNameWithoutExtension(name.File);

    /// <summary>Reads such a name; null for any other.</summary>
    public static TraceName? Parse(string name) => TraceName.Parse($"{name}.json");

    public string PathOf(string suffix) =>
        Path.Combine(Folder, Number.ToString("0000", CultureInfo.InvariantCulture) + suffix);
}
