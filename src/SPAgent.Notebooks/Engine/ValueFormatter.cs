using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>How any value looks in a notebook. What a type says of itself comes first; the rest is shown by its shape, within bounds.</summary>
internal static class ValueFormatter
{
    private const int MostItems = 50;
    private const int MostShortCharacters = 200;
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static MimeBundle Format(object? value) => value switch
    {
        null => MimeBundle.Text("null"),
        MimeBundle bundle => bundle,
        HtmlText html => MimeBundle.Html(html.Content, html.Content),
        _ => RendererTable.Default.Render(value) ?? FormatterConvention.Render(value) ?? ByShape(value),
    };

    private static MimeBundle ByShape(object value) => value switch
    {
        string text => MimeBundle.Text(text),
        JsonNode json => MimeBundle.Text(json.ToJsonString(s_indented)),
        JsonElement json => MimeBundle.Text(json.ValueKind == JsonValueKind.Undefined ? "undefined" : JsonSerializer.Serialize(json, s_indented)),
        JsonDocument json => MimeBundle.Text(JsonSerializer.Serialize(json.RootElement, s_indented)),
        Exception or Delegate or Task => MimeBundle.Text(Scalar(value)),
        IEnumerable items => Sequence(items),
        _ when IsScalar(value.GetType()) => MimeBundle.Text(Scalar(value)),
        _ => Object(value),
    };

    private static MimeBundle Sequence(IEnumerable items)
    {
        object?[] shown = [.. items.Cast<object?>().Take(MostItems + 1)];
        bool isCut = shown.Length > MostItems;
        if (isCut) shown = shown[..MostItems];
        string? rest = isCut ? items is ICollection all ? $"… {all.Count - MostItems:N0} more" : "… more" : null;
        PropertyInfo[] columns = [.. shown.Where(item => item is not null && !IsScalar(item.GetType()) && item is not IEnumerable)
            .Select(item => item!.GetType()).Distinct().SelectMany(Properties).DistinctBy(property => property.Name)];
        if (columns.Length == 0) return MimeBundle.Text($"[{string.Join(", ", shown.Select(Short).Append(rest).OfType<string>())}]");
        var table = new TextTable([.. columns.Select(column => column.Name)], [.. shown.Select(item => Row(item, columns))], rest);
        return MimeBundle.Html(table.ToHtml(), table.ToString());
    }

    private static MimeBundle Object(object value)
    {
        PropertyInfo[] properties = Properties(value.GetType());
        bool speaks = value.GetType().GetMethod("ToString", Type.EmptyTypes)!.DeclaringType is { } declarer && declarer != typeof(object) && declarer != typeof(ValueType);
        if (properties.Length == 0) return MimeBundle.Text(Scalar(value));
        var table = new TextTable(["", Title(value.GetType())], [.. properties.Select(property => new[] { property.Name, Get(property, value) })], null);
        return MimeBundle.Html(table.ToHtml(), speaks ? Scalar(value) : table.ToString());
    }

    // Anonymous types have a name that only the compiler likes.
    private static string Title(Type type) => type.Name.Contains('<', StringComparison.Ordinal) ? "" : type.Name.Split('`')[0];

    private static string[] Row(object? item, PropertyInfo[] columns) => [.. columns.Select(column =>
        item is null ? "null" : item.GetType().GetProperty(column.Name, BindingFlags.Instance | BindingFlags.Public) is { } own ? Get(own, item) : "")];

    private static PropertyInfo[] Properties(Type type) => [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike && !property.PropertyType.IsByRef)
        .DistinctBy(property => property.Name).Take(MostItems)];

    private static string Get(PropertyInfo property, object target)
    {
        try
        {
            return Short(property.GetValue(target));
        }
        catch (TargetInvocationException failure)
        {
            return $"({failure.InnerException?.GetType().Name})";
        }
    }

    private static string Short(object? value)
    {
        string text = value switch
        {
            null => "null",
            string same => same,
            DictionaryEntry entry => $"{Short(entry.Key)}: {Short(entry.Value)}",
            IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Take(6).Select((item, index) => index == 5 ? "…" : item is IEnumerable and not string ? "[…]" : Short(item)))}]",
            _ => Scalar(value),
        };
        return text.Length <= MostShortCharacters ? text : string.Concat(text.AsSpan(0, MostShortCharacters), "…");
    }

    private static string Scalar(object value) =>
        (value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString()) ?? "";

    private static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type.IsPointer ||
        typeof(IFormattable).IsAssignableFrom(type) || typeof(Type).IsAssignableFrom(type) || type == typeof(Uri) || type == typeof(IPAddress) ||
        type == typeof(CancellationToken) || typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type);
}
