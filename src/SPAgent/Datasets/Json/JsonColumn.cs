using System.Text.Json;

namespace SPAgent;

/// <summary>A column of a dataset of JSON lines: the key that it comes from, and what all its values have in
/// common.</summary>
internal sealed record JsonColumn(string Key, ImageKey Target, JsonShape Shape)
{
    public string Name => Target.Column;

    public bool HoldsImages => ShowsImages || Target.IsNested;

    /// <summary>Whether its values are images or lists of them, and nothing beside them.</summary>
    public bool ShowsImages => Target.IsImage || Target.IsList;

    /// <summary>Pictures that the rows name in it.</summary>
    public ForeignPictures Pictures { get; init; } = new();

    /// <summary>Whether it holds images only because the caller said so.</summary>
    public bool IsChosen { get; init; }

    public string TypeName => Target switch
    {
        { IsList: true } when !Target.IsImage || Shape == JsonShape.List => "list<image>",
        { IsImage: true } => "image",
        _ => Shape switch
        {
            JsonShape.Null => "null",
            JsonShape.Bool => "bool",
            JsonShape.Int => "int64",
            JsonShape.Float => "float64",
            JsonShape.Text => "utf8",
            JsonShape.List => "list",
            JsonShape.Object => "struct",
            _ => "json",
        },
    };

    /// <summary>The columns of all files together, in the order in which their keys come up.</summary>
    /// <exception cref="DatasetException">Two keys would be the same column.</exception>
    public static IReadOnlyList<JsonColumn> Of(IEnumerable<RowSource> files, Func<RowKey, ImageKey> keyOf)
    {
        var columns = new OrderedDictionary<string, JsonColumn>(StringComparer.Ordinal);
        foreach (RowSource file in files)
        {
            foreach (RowKey key in file.Keys)
            {
                ImageKey target = keyOf(key);
                JsonColumn known = columns.GetValueOrDefault(target.Column)
                    ?? new JsonColumn(key.Name, target, key.Shape);
                if (known.Key != key.Name)
                {
                    string both = $"\"{known.Key}\" and \"{key.Name}\"";
                    throw new DatasetException(file.Path,
                        $"the keys {both} would both be the column \"{target.Column}\". Rename one.");
                }

                known.Pictures.Add(key.Pictures);
                target = known.Target with { IsNested = known.Target.IsNested || target.IsNested };
                columns[target.Column] =
                    known with { Target = target, Shape = JsonColumns.Common(known.Shape, key.Shape) };
            }
        }

        return [.. columns.Values];
    }

    /// <summary>The same column, for one that holds pictures under a key of the caller's.</summary>
    public JsonColumn Chosen() => this with { IsChosen = true, Target = Target with { IsImage = true, IsList = true } };

    /// <summary>The value of the column on one line; images go to <paramref name="images"/> as well.</summary>
    /// <exception cref="DatasetException">The value can't be that of the column.</exception>
    public object? Read(JsonElement line, JsonPart part, int row, List<DatasetImage> images)
    {
        try
        {
            JsonElement value = line.TryGetProperty(Key, out JsonElement found) ? found : default;
            if (Target.IsNested && !IsChosen) return Nested(value);
            if (!HoldsImages) return JsonValues.Of(value, asFloat: Shape == JsonShape.Float);
            if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
            bool isList = value.ValueKind == JsonValueKind.Array;
            return Target.IsImage && !(isList && Target.IsList) ? Image(value, null) : List(value);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            throw part.Bad(row, Name, error);
        }

        object? Nested(JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Array) return value.EnumerateArray().Select(Nested).ToList();
            if (value.ValueKind != JsonValueKind.Object) return JsonValues.Of(value);
            var members = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
            foreach (JsonProperty member in value.EnumerateObject())
            {
                var key = ImageKey.OfMetadata(member.Name);
                bool isNull = member.Value.ValueKind == JsonValueKind.Null;
                object? read = isNull ? null
                    : key.IsImage ? Image(member.Value, null)
                    : key.IsList ? List(member.Value)
                    : Nested(member.Value);
                if (members.TryAdd(key.Column, read)) continue;
                string seen = $"two of its keys would be \"{key.Column}\", as \"{member.Name}\" is. Rename one.";
                throw new InvalidDataException(seen);
            }

            return members;
        }

        List<object?> List(JsonElement value) => value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(ImageOrNull)]
            : throw new InvalidDataException($"a list of image paths is expected; it is a JSON {value.ValueKind}.");

        object? ImageOrNull(JsonElement item, int at) => item.ValueKind == JsonValueKind.Null ? null : Image(item, at);

        DatasetImage Image(JsonElement item, int? at)
        {
            string path = InlineImage.TextOf(item)
                ?? throw new InvalidDataException($"the path of an image is expected; it is a JSON {item.ValueKind}.");
            bool isInline = part.Embeds && InlineImage.Is(path);
            images.Add(isInline ? part.Embedded(this, at, row) : part.Image(path, row, Name));
            return images[^1];
        }
    }
}
