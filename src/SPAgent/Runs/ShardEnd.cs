using System.Text.Json;

namespace SPAgent;

/// <summary>
/// <c>done.json</c>: that a shard came to its end, and with what. It is removed when the shard goes on, because it was
/// given more to do.
/// </summary>
internal sealed record ShardEnd
{
    public const string FileName = "done.json";

    private const int CurrentVersion = 1;

    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>Which shard, from 0, of how many.</summary>
    public required int Shard { get; init; }

    public required int Shards { get; init; }

    /// <summary>Rows, or questions, that all shards together were to answer; a larger number later is more to
    /// do.</summary>
    public required int Selected { get; init; }

    /// <summary>Answers to each row.</summary>
    public int Rollouts { get; init; } = 1;

    /// <summary>Answers that this shard was to give.</summary>
    public required int Expected { get; init; }

    /// <summary>Traces or sessions in its folder.</summary>
    public required int Done { get; init; }

    /// <summary>Answers that failed: <c>failures.jsonl</c> says why.</summary>
    public required int Failed { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Reads that of a shard; null where there is none, or none that says something.</summary>
    /// <exception cref="InvalidDataException">It is of a later version.</exception>
    public static ShardEnd? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            ShardEnd? end = JsonSerializer.Deserialize<ShardEnd>(File.ReadAllBytes(path), JsonSettings.Line);
            if (end is null || end.FormatVersion <= CurrentVersion) return end;
            throw new InvalidDataException(
                $"{path}: its version is {end.FormatVersion}, and this program reads {CurrentVersion}. Take a later "
                + "one.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Takes it away: the shard has something to do.</summary>
    public static void Remove(string folder) => File.Delete(Path.Combine(folder, FileName));

    public Task WriteAsync(string folder) => WholeFile.WriteAsync(Path.Combine(folder, FileName),
        (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(this, JsonSettings.Pretty), (byte)'\n']);
}
