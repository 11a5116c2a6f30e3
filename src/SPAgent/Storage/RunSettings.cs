using System.Text.Json;

namespace SPAgent;

/// <summary>What <c>run.json</c> says of a folder.</summary>
internal static class RunSettings
{
    private const int LargestFile = 1 << 20;

    private static readonly JsonElement s_none = JsonElement.Parse("{}"u8);

    /// <summary>An object; an empty one where there is no such file, or none that can be read.</summary>
    /// <exception cref="InvalidDataException">Those of shards differ.</exception>
    public static JsonElement Of(string folder)
    {
        string path = RunFolders.SettingsOf(folder);
        if (!File.Exists(path)) return s_none;
        try
        {
            using RentedFile file = RentedFile.Read(path, LargestFile);
            JsonElement settings = JsonElement.Parse(file.Bytes.Span);
            return settings.ValueKind == JsonValueKind.Object ? settings : s_none;
        }
        catch (Exception problem)
            when (problem is JsonException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return s_none;
        }
    }
}
