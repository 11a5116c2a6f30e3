using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Makes arguments fit a tool's schema where what the model wrote can only be meant one way; the rest it
/// leaves to the tool.</summary>
internal static partial class CallArguments
{
    private static readonly string[] s_wrappers = ["arguments", "parameters", "args", "kwargs", "input"];

    // Other names that models give to the arguments of the built-in tools.
    private static readonly Dictionary<string, string[]> s_aliases = new(StringComparer.Ordinal)
    {
        ["bbox_2d"] = ["bbox", "box", "bounding_box", "bounding_box_2d", "boundingbox", "coordinates", "region"],
        ["angle"] = ["degrees", "rotation", "rotation_angle"],
        ["code"] = ["python_code", "python", "source"],
        ["image_index"] = ["image_idx", "imageindex"],
    };

    // The sides of a box, left, top, right, bottom, by the names in use.
    private static readonly string[][] s_sides =
        [["x1", "y1", "x2", "y2"], ["left", "top", "right", "bottom"], ["xmin", "ymin", "xmax", "ymax"],
            ["x_min", "y_min", "x_max", "y_max"], ["x0", "y0", "x1", "y1"]];

    // A corner and lengths from there, or two corners.
    private static readonly string[][] s_corners = [["x", "y", "width", "height"], ["x", "y", "w", "h"],
        ["left", "top", "width", "height"], ["top_left", "bottom_right"]];

    /// <summary>The arguments as an object that fits, and what was changed; the very value where nothing was.</summary>
    public static (JsonElement Arguments, IReadOnlyList<string> Repairs) Fit(JsonElement arguments, JsonElement schema)
    {
        List<string> repairs = [];
        if (arguments.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return (Empty(), []);
        JsonElement given = Unwrapped(arguments, schema, repairs);
        if (given.ValueKind != JsonValueKind.Object || Properties(schema) is not { } properties)
            return (given, repairs);

        JsonObject? changed = null;
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            string? name = NameIn(given, property.Name);
            if (name is null) continue;
            JsonElement value = given.GetProperty(name);
            JsonNode? fitted = Value(property.Name, value, property.Value, repairs);
            if (name == property.Name && fitted is null) continue;
            changed ??= Copy(given);
            if (name != property.Name)
            {
                repairs.Add($"{name} read as {property.Name}");
                Rename(changed, name, property.Name);
            }

            if (fitted is not null) changed[property.Name] = fitted;
        }

        return (changed is null ? given : JsonElement.Parse(changed.ToJsonString(JsonSettings.Line)), repairs);
    }

    /// <summary>The names of the arguments that a schema holds, in its order.</summary>
    public static IReadOnlyList<string> Names(JsonElement schema) =>
        Properties(schema) is { } properties ? [.. properties.EnumerateObject().Select(property => property.Name)] : [];

    /// <summary>The arguments to be changed. Of a name that stands twice the last value counts.</summary>
    public static JsonObject Copy(JsonElement given)
    {
        JsonObject copy = [];
        foreach (JsonProperty property in given.EnumerateObject())
            copy[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        return copy;
    }

    private static JsonElement Empty() => JsonElement.Parse("{}"u8);

    // Arguments as the text of an object, or an object around the object.
    private static JsonElement Unwrapped(JsonElement arguments, JsonElement schema, List<string> repairs)
    {
        if (arguments.ValueKind == JsonValueKind.String)
        {
            string text = arguments.GetString()!;
            if (string.IsNullOrWhiteSpace(text)) return Empty();
            if (LooseJson.ReadWhole(text)
                is not { Value.ValueKind: JsonValueKind.Object or JsonValueKind.String } inner)
            {
                return OnlyRequired(schema) is { } required && TypeOf(Properties(schema), required) == "string"
                    && !"{[\"".Contains(text.TrimStart()[0]) ? As(required, arguments, repairs) : arguments;
            }

            repairs.AddRange(inner.Repairs);
            return inner.Value.ValueKind == JsonValueKind.Object || inner.Value.GetString() != text
                ? Unwrapped(inner.Value, schema, repairs) : arguments;
        }

        if (arguments.ValueKind == JsonValueKind.Array && Pairs(arguments) is { } pairs)
        {
            repairs.Add("arguments as pairs");
            return pairs;
        }

        // A number or a list in place of the object is the argument that alone must be given.
        bool isValue = arguments.ValueKind == JsonValueKind.Number
            || (arguments.ValueKind == JsonValueKind.Array
                && !(arguments.GetArrayLength() == 1 && arguments[0].ValueKind == JsonValueKind.Object));
        if (isValue && OnlyRequired(schema) is { } name) return As(name, arguments, repairs);
        // The sides of a box beside each other.
        if (arguments.ValueKind == JsonValueKind.Object && OnlyRequired(schema) is BoxRegion.Name
            && Sides(arguments) is { } sides)
        {
            JsonObject rest = Copy(arguments);
            foreach (string side in sides) rest.Remove(side);
            rest.Insert(0, BoxRegion.Name,
                new JsonObject(
                    [
                        .. sides.Select(side =>
                            KeyValuePair.Create(side, JsonNode.Parse(arguments.GetProperty(side).GetRawText())))]));
            return JsonElement.Parse(rest.ToJsonString(JsonSettings.Line));
        }

        if (arguments.ValueKind == JsonValueKind.Array && arguments.GetArrayLength() == 1
            && arguments[0].ValueKind == JsonValueKind.Object)
        {
            repairs.Add("arguments in a list");
            return Unwrapped(arguments[0], schema, repairs);
        }

        if (arguments.ValueKind != JsonValueKind.Object || arguments.GetPropertyCount() != 1) return arguments;
        JsonProperty only = arguments.EnumerateObject().First();
        bool wraps = s_wrappers.Contains(only.Name)
            && only.Value.ValueKind is JsonValueKind.Object or JsonValueKind.String
            && !(Properties(schema) is { } own && own.TryGetProperty(only.Name, out _));
        if (!wraps) return arguments;
        JsonElement unwrapped = Unwrapped(only.Value, schema, repairs);
        if (unwrapped.ValueKind != JsonValueKind.Object) return arguments;
        repairs.Add($"arguments inside {only.Name}");
        return unwrapped;
    }

    // [{"name": "angle", "value": 90}]
    private static JsonElement? Pairs(JsonElement list)
    {
        JsonObject pairs = [];
        foreach (JsonElement pair in list.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Object || !pair.TryGetProperty("value", out JsonElement value)
                || ((string[])["name", "key", "parameter"]).FirstOrDefault(key => pair.TryGetProperty(key, out _))
                    is not { } known
                || pair.GetProperty(known) is not { ValueKind: JsonValueKind.String } name) return null;
            pairs[name.GetString()!] = JsonNode.Parse(value.GetRawText());
        }

        return pairs.Count > 0 ? JsonElement.Parse(pairs.ToJsonString(JsonSettings.Line)) : null;
    }

    private static JsonElement As(string name, JsonElement value, List<string> repairs)
    {
        repairs.Add($"arguments read as {name}");
        return JsonElement.Parse(
            new JsonObject { [name] = JsonNode.Parse(value.GetRawText()) }.ToJsonString(JsonSettings.Line));
    }

    private static string? TypeOf(JsonElement? properties, string name) =>
        properties is { } all && all.TryGetProperty(name, out JsonElement schema)
            && schema.ValueKind == JsonValueKind.Object
            && schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
                ? type.GetString() : null;

    // The names of a box's sides where all are there.
    private static string[]? Sides(JsonElement box) =>
        s_sides.Concat(s_corners).FirstOrDefault(names => names.All(name => box.TryGetProperty(name, out _)));

    /// <summary>The argument that a schema requires where it requires one alone; null otherwise.</summary>
    public static string? OnlyRequired(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("required", out JsonElement required)
            && required.ValueKind == JsonValueKind.Array
            && required.GetArrayLength() == 1 ? required[0].GetString() : null;

    private static JsonElement? Properties(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out JsonElement properties)
            && properties.ValueKind == JsonValueKind.Object ? properties : null;

    private static string? NameIn(JsonElement given, string name)
    {
        if (given.TryGetProperty(name, out _)) return name;
        string[] aliases = s_aliases.GetValueOrDefault(name) ?? [];
        string[] meant = [.. given.EnumerateObject().Select(property => property.Name)
            .Where(other => Fold(other) == Fold(name) || aliases.Contains(other, StringComparer.OrdinalIgnoreCase))
            .Distinct()];
        return meant.Length == 1 ? meant[0] : null;
    }

    private static string Fold(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static void Rename(JsonObject given, string from, string to)
    {
        (string Name, JsonNode? Value)[] all = [.. given.Select(property => (property.Key, property.Value))];
        given.Clear();
        foreach ((string name, JsonNode? value) in all) given[name == from ? to : name] = value;
    }

    // Null when the value is left as it is.
    private static JsonNode? Value(string name, JsonElement value, JsonElement schema, List<string> repairs)
    {
        string type = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement given)
            && given.ValueKind == JsonValueKind.String
            ? given.GetString()! : "";
        JsonNode? fitted = type switch
        {
            "number" => Number(value, whole: false),
            "integer" => Number(value, whole: true),
            "boolean" => value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out bool flag)
                ? JsonValue.Create(flag) : null,
            "array" => Numbers(value, schema) ?? Parsed(value, JsonValueKind.Array),
            "object" => Parsed(value, JsonValueKind.Object),
            "string" when name == "code" => Code(value),
            _ => null,
        };
        if (fitted is not null)
            repairs.Add(name == "code" && value.ValueKind == JsonValueKind.String ? "code made plain"
                : $"{name} made to fit its schema");
        return fitted;
    }

    private static JsonValue? Number(JsonElement value, bool whole)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1)
            return Number(value[0], whole) ?? (IsNumber(value[0], out double one) ? Create(one) : null);
        if (value.ValueKind == JsonValueKind.String) return IsNumber(value, out double number) ? Create(number) : null;
        // 1.0 is a whole number that no reader of integers takes.
        return whole && value.ValueKind == JsonValueKind.Number && !value.TryGetInt64(out _)
            && value.GetDouble() is var real && double.IsInteger(real) ? Create(real) : null;
    }

    private static JsonValue Create(double number) =>
        double.IsInteger(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number);

    private static bool IsNumber(JsonElement value, out double number)
    {
        number = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number) && double.IsFinite(number),
            JsonValueKind.String =>
                double.TryParse(Unit().Replace(Digits(value.GetString()!).Trim(), ""), NumberStyles.Float,
                    CultureInfo.InvariantCulture, out number) && double.IsFinite(number),
            _ => false,
        };
    }

    // As many numbers as the schema asks for, however they are nested, or as text.
    private static JsonArray? Numbers(JsonElement value, JsonElement schema)
    {
        bool ofNumbers = schema.TryGetProperty("items", out JsonElement items)
            && items.ValueKind == JsonValueKind.Object && items.TryGetProperty("type", out JsonElement type)
            && type.ValueKind == JsonValueKind.String && type.GetString() is "number" or "integer";
        if (!ofNumbers || !schema.TryGetProperty("minItems", out JsonElement least)
            || !least.TryGetInt32(out int count)) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == count
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)) return null;
        List<double> found = [];
        return Gather(value, count, found) && found.Count == count && found.TrueForAll(double.IsFinite)
            ? [.. found.Select(number => (JsonNode)Create(number))] : null;
    }

    private static bool Gather(JsonElement value, int count, List<double> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number or JsonValueKind.String when IsNumber(value, out double number):
                found.Add(number);
                return true;
            case JsonValueKind.Array:
                return value.EnumerateArray().All(item => Gather(item, count, found));
            case JsonValueKind.Object when count == 4:
                return Box(value, found);
            case JsonValueKind.String:
                string text = Marks().Replace(Digits(value.GetString()!), " ");
                if (!ListOfNumbers().IsMatch(text))
                    return LooseJson.ReadWhole(text) is
                    {
                        Value.ValueKind: JsonValueKind.Object
                        or JsonValueKind.Array
                    } inner && Gather(inner.Value, count, found);
                found.AddRange(SingleNumber().Matches(text)
                    .Select(match => double.Parse(match.Value, NumberStyles.Float, CultureInfo.InvariantCulture)));
                return true;
            default:
                return false;
        }
    }

    private static bool Box(JsonElement value, List<double> found)
    {
        // A detection as models write it: the box, and what is in it.
        if (value.TryGetProperty(BoxRegion.Name, out JsonElement inner)) return Gather(inner, 4, found);
        if (value.GetPropertyCount() == 2 && value.TryGetProperty("x", out JsonElement x)
            && value.TryGetProperty("y", out JsonElement y)) return Gather(x, 1, found) && Gather(y, 1, found);
        if (Sides(value) is not { } sides || sides.Length != value.GetPropertyCount()
            || !sides.All(name => Gather(value.GetProperty(name), 4, found))) return false;
        if (sides[^1] is "height" or "h" && found.Count == 4)
            (found[2], found[3]) = (found[0] + found[2], found[1] + found[3]);
        return true;
    }

    private static JsonNode? Parsed(JsonElement value, JsonValueKind kind) =>
        value.ValueKind == JsonValueKind.String && LooseJson.ReadWhole(value.GetString()!) is { } read
            && read.Value.ValueKind == kind
            ? JsonNode.Parse(read.Value.GetRawText()) : null;

    // Code in a fence, or as a list of its lines.
    private static JsonValue? Code(JsonElement value)
    {
        bool isLines = value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(line => line.ValueKind == JsonValueKind.String);
        if (!isLines && value.ValueKind != JsonValueKind.String) return null;
        string given = isLines
            ? string.Join('\n', value.EnumerateArray().Select(line => line.GetString()!.TrimEnd('\n')))
            : value.GetString()!;
        string code = CodeText.Meant(given);
        return isLines || code != given ? JsonValue.Create(code) : null;
    }

    // Digits and commas of other scripts as those of this one.
    private static string Digits(string text) => Ascii.IsValid(text) ? text
        : string.Concat(text.Select(c => char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c))
            : c is '，' or '、' or '،' ? ',' : c));

    // "100, 100, 300, 300", with any brackets around it.
    [GeneratedRegex(@"\A[\s\[\](){}<>|]*-?[0-9]+(?:\.[0-9]+)?(?:[\s,;\[\](){}<>|]+-?[0-9]+(?:\.[0-9]+)?)*[\s\[\](){}<>|]*\z")]
    private static partial Regex ListOfNumbers();

    // Marks around a box, and the names of its sides.
    [GeneratedRegex(@"<\|?/?[a-z_]+\|?>|\b(?:[xy](?:0|1|2|_?min|_?max)|left|top|right|bottom)\s*[=:]", RegexOptions.IgnoreCase)]
    private static partial Regex Marks();

    [GeneratedRegex(@"(?:°|px|pixels?|deg|degrees?)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Unit();

    [GeneratedRegex(@"-?[0-9]+(?:\.[0-9]+)?")]
    private static partial Regex SingleNumber();
}
