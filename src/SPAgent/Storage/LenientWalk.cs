using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace SPAgent;

/// <summary>Writes a value part by part, for values that can't be written in one go; what resists becomes
/// text.</summary>
internal sealed class LenientWalk(Utf8JsonWriter writer, ICollection<string> asText)
{
    private const int MaxDepth = 64;
    private const int MaxItems = 1_000_000;

    private readonly Stack<object> _ancestors = new();

    /// <summary>Writes <paramref name="value"/>; <paramref name="place"/> is its path from the top, such as
    /// <c>context.result</c>.</summary>
    public void Write(object? value, string place)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else if (_ancestors.Count == MaxDepth || _ancestors.Any(ancestor => ReferenceEquals(ancestor, value)))
        {
            // Not its own text: that of a record walks into the same cycle.
            WriteText(
                $"({value.GetType().Name}, {(_ancestors.Count == MaxDepth ? "nested too deep" : "contains itself")})",
                place);
        }
        else if (TryParts(value) is { } parts)
        {
            _ancestors.Push(value);
            if (parts.Named) WriteObject(parts.Items, place);
            else WriteList(parts.Items, place);
            _ancestors.Pop();
        }
        else
        {
            WriteLeaf(value, place);
        }
    }

    private void WriteObject(List<(string Name, object? Value)> items, string place)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in items)
        {
            writer.WritePropertyName(name);
            Write(value, $"{place}.{name}");
        }

        writer.WriteEndObject();
    }

    private void WriteList(List<(string Name, object? Value)> items, string place)
    {
        writer.WriteStartArray();
        for (int i = 0; i < items.Count; i++) Write(items[i].Value, $"{place}[{i}]");
        writer.WriteEndArray();
    }

    private void WriteLeaf(object value, string place)
    {
        if (value is string text)
        {
            writer.WriteStringValue(text);
            return;
        }

        try
        {
            // Not straight into the writer: what fails halfway must leave nothing there. Bounded: a list may have no
            // end.
            using var leaf = new PooledBuffer { Limit = LenientSerializer.MaxBytes };
            using (var whole = new Utf8JsonWriter(leaf, JsonSettings.Compact))
                JsonSerializer.Serialize(whole, value, value.GetType(), LenientSerializer.Options);
            JsonText.Parse(leaf.Written).WriteTo(writer);
        }
        catch (Exception)
        {
            WriteText(TextOf(value), place);
        }
    }

    private void WriteText(string text, string place)
    {
        asText.Add(place);
        writer.WriteStringValue(text);
    }

    // Null for a value without parts, and for one whose parts can't be had.
    private static (bool Named, List<(string Name, object? Value)> Items)? TryParts(object value)
    {
        try
        {
            if (LenientSerializer.IsTextOnly(value.GetType())) return null;
            if (value is JsonObject node) return (true, [.. node.Select(pair => (pair.Key, (object?)pair.Value))]);
            if (value is JsonArray array) return (false, Items(array));
            JsonTypeInfo type = LenientSerializer.Options.GetTypeInfo(value.GetType());
            return type.Kind switch
            {
                JsonTypeInfoKind.Dictionary => (true, Entries((IEnumerable)value)),
                JsonTypeInfoKind.Enumerable => (false, Items((IEnumerable)value)),
                JsonTypeInfoKind.Object => (true, Properties(type, value)),
                _ => null,
            };
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static List<(string, object?)> Properties(JsonTypeInfo type, object value) =>
        [.. type.Properties.Where(property => property.Get is not null)
            .Select(property => (property.Name, Get(property, value)))];

    private static object? Get(JsonPropertyInfo property, object value)
    {
        try
        {
            return property.Get!(value);
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static List<(string, object?)> Items(IEnumerable values)
    {
        var items = new List<(string, object?)>();
        foreach (object? item in values)
        {
            if (items.Count == MaxItems) throw new InvalidOperationException("The list does not end.");
            items.Add(("", item));
        }

        return items;
    }

    private static List<(string, object?)> Entries(IEnumerable values) =>
        [.. Items(values).Select(item => item.Item2 switch
        {
            DictionaryEntry entry => (TextOf(entry.Key), entry.Value),
            { } pair => (TextOf(Part(pair, "Key")!), Part(pair, "Value")),
            null => ("", null),
        })];

    private static object? Part(object pair, string name) => pair.GetType().GetProperty(name)?.GetValue(pair);

    private static string TextOf(object value)
    {
        try
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
        catch (Exception e)
        {
            return $"({value.GetType().Name}, without text: {e.Message})";
        }
    }
}
