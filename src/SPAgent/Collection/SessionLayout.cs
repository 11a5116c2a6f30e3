using System.Globalization;

namespace SPAgent;

/// <summary>Names inside a collection, and how its files write time.</summary>
internal static class SessionLayout
{
    public const string Sessions = "sessions";
    public const string Metadata = RunFolders.SessionFile;
    public const string Samples = "samples";
    public const string Images = "images";
    public const string Statistics = "statistics.json";
    public const string Failures = "failures.jsonl";
    public const string Index = ".session-index";

    /// <summary>ISO 8601, local, without zone; microseconds unless there are none.</summary>
    public static string Time(DateTime local) =>
        local.ToString(local.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ss"
            : "yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Time(DateTime)"/> writes, and every other ISO form; null for anything else. A
    /// zone is dropped.</summary>
    public static DateTime? ParseTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time) ? time.DateTime : null;

    /// <summary>The path of a saved image inside the collection.</summary>
    public static string SavedImage(string sessionId, string name) => $"{Sessions}/{sessionId}/{Images}/{name}";

    /// <summary>The last part of a picture's path, of whichever system: under it the Python original keeps a
    /// copy.</summary>
    public static string BaseName(string image) => image[(image.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>Whether another picture has the same base name. Of the two only one was kept, and nothing tells
    /// which.</summary>
    public static bool IsShared(string image, IReadOnlyList<string> images) =>
        images.Any(other => other != image && BaseName(other) == BaseName(image));
}
