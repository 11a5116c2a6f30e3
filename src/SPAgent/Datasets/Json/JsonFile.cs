using System.Text.Json;

namespace SPAgent;

/// <summary>Small JSON files that describe a dataset.</summary>
internal static class JsonFile
{
    private const int Longest = 64 << 20;

    /// <summary>The object that a file holds.</summary>
    /// <exception cref="DatasetException">There is no such file, or it holds no JSON object.</exception>
    public static JsonElement ReadObject(string path)
    {
        using var file = DataFile.Open(path);
        try
        {
            if (file.Length > Longest)
                throw new InvalidDataException($"it has {file.Length:N0} bytes; the limit is {Longest:N0}.");
            using var document = JsonDocument.Parse(file.ReadBytes(0, file.Length));
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? root.Clone()
                : throw new InvalidDataException("a JSON object is expected.");
        }
        catch (JsonException error)
        {
            throw new DatasetException(path, $"it is not valid JSON: {error.Message}", error);
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException(path, error.Message, error);
        }
    }
}
