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
            byte[] text = file.ReadBytes(0, file.Length);
            Check(text);
            using var document = JsonDocument.Parse(text);
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

    /// <summary>Reads each name and text once: half of a surrogate pair, escaped, is found by nothing else.</summary>
    /// <exception cref="JsonException">It is not valid JSON.</exception>
    /// <exception cref="InvalidDataException">A text is not Unicode.</exception>
    public static void Check(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\u"u8) < 0) return;
        Utf8JsonReader reader = new(text);
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped) _ = reader.GetString();
            }
        }
        catch (InvalidOperationException error)
        {
            string seen = $"the text at byte {reader.TokenStartIndex} holds half of a surrogate pair.";
            throw new InvalidDataException(seen, error);
        }
    }
}
