using System.Text.Json;

namespace SPAgent.Serve;

/// <summary>Who works for a run with a queue, as its coordinator says it in the folder every few seconds.</summary>
/// <param name="Out">Samples that are out.</param>
/// <param name="Workers">Workers that were heard of lately.</param>
internal sealed record QueueProgress(int Out, IReadOnlyList<QueueProgress.Worker> Workers)
{
    private const string FileName = ".queue.json";
    private const int Largest = 1 << 20, MostWorkers = 1000;

    // A coordinator that was killed leaves its file.
    private static readonly TimeSpan s_old = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions s_json = new()
    { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>When a coordinator said it; the least time where none is at work.</summary>
    public static DateTime TimeOf(string folder, DateTimeOffset now)
    {
        FileInfo file = new(Path.Combine(folder, FileName));
        return file.Exists && now - file.LastWriteTimeUtc < s_old ? file.LastWriteTimeUtc : default;
    }

    /// <summary>What it said; null where that can't be read.</summary>
    public static QueueProgress? Read(string folder)
    {
        try
        {
            using RentedFile file = RentedFile.Read(Path.Combine(folder, FileName), Largest);
            return JsonSerializer.Deserialize<QueueProgress>(file.Bytes.Span, s_json) is { Workers: { } workers } said
                ? said with { Workers = [.. workers.OfType<Worker>().Take(MostWorkers)] } : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException
            or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>A worker.</summary>
    /// <param name="Name">Its machine, process, and a word of chance.</param>
    /// <param name="Workers">Conversations that it holds at once.</param>
    /// <param name="InFlight">Samples that are leased to it.</param>
    /// <param name="Done">Answers so far.</param>
    /// <param name="Failed">Conversations that failed.</param>
    /// <param name="PerSecond">Samples that ended a second since it began.</param>
    internal sealed record Worker(string Name, int Workers, int InFlight, int Done, int Failed, double PerSecond);
}
