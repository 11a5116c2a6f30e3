using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Internal;

/// <summary>What a coordinator tells its workers: what is asked, how, and where it lies.</summary>
public sealed record QueueRun
{
    /// <summary>The text of <c>run.json</c>.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Options of the run's command line that workers take over, without keys and headers: name and value
    /// each.</summary>
    public IReadOnlyList<QueueArgument> Arguments { get; init; } = [];

    /// <summary>Name of the prompt.</summary>
    public string PromptName { get; init; } = "";

    /// <summary>Its text.</summary>
    public string PromptText { get; init; } = "";

    /// <summary>Addresses of the run's own servers.</summary>
    public IReadOnlyList<string> BaseUrls { get; init; } = [];

    /// <summary>Where the dataset lies at the coordinator.</summary>
    public string Dataset { get; init; } = "";

    /// <summary>The path of the rows, as traces keep it.</summary>
    public string RowsPath { get; init; } = "";

    /// <summary>The column whose pictures are shown; null for all.</summary>
    public string? ImageColumn { get; init; }

    /// <summary>The dataset's fingerprint.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>What copies of it have in common where the fingerprint holds times; else null.</summary>
    public string? Copies { get; init; }

    /// <summary>The seed by which <see cref="Copies"/> drew its rows.</summary>
    public int CopiesSeed { get; init; }

    /// <summary>The folder of the traces at the coordinator.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Whether rows and traces travel through the queue.</summary>
    public bool ShipsRows { get; init; }

    /// <summary>Seconds that a task is a worker's without a word from it.</summary>
    public double LeaseSeconds { get; init; } = 60;

    /// <summary>How often a coordinator has begun.</summary>
    public int Generation { get; init; }

    /// <summary>Tells settings apart that give other answers; the number of rollouts may grow.</summary>
    internal static string Mark(string settings)
    {
        const int Digits = 16;
        JsonObject? fields = JsonNode.Parse(settings) as JsonObject;
        fields?.Remove("rollouts");
        byte[] text = Encoding.UTF8.GetBytes(fields?.ToJsonString() ?? "");
        return Convert.ToHexStringLower(SHA256.HashData(text))[..Digits];
    }

    internal byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, QueueMessage.Json);

    internal static QueueRun? Read(byte[] utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<QueueRun>(utf8, QueueMessage.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>An option of a command line with its value.</summary>
/// <param name="Name">Such as <c>--seed</c>.</param>
/// <param name="Value">What was given.</param>
public sealed record QueueArgument(string Name, string Value);
