using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>How any value looks in a notebook. What a type says of itself comes first; the rest is shown by its shape,
/// within bounds.</summary>
internal static class ValueFormatter
{
    private const int MostItems = 50;
    private const int MostShortItems = 5;
    private const int MostShortCharacters = 200;
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The longest text or markup that is shown of a value that has no look of its own.</summary>
    public const int MostCharacters = 1_000_000;

    public static MimeBundle Format(object? value)
    {
        if (value is null) return MimeBundle.Text("null");
        if (value is MimeBundle bundle) return bundle;
        InteractiveFormatting? interactive = CellContext.Current?.Formatting;
        if (interactive?.RenderRegistered(value) is { } registered) return Bounded(registered);
        if (value is HtmlText html) return Bounded(MimeBundle.Html(html.Content, html.Content));
        return RendererTable.Default.Render(value) ?? NamedLooks.Render(value) ??
            Bounded(FormatterConvention.Render(value) ?? interactive?.RenderKnown(value) ?? ByShape(value));
    }

    /// <summary>One line for a table of values.</summary>
    public static string Line(object? value) => Short(value).ReplaceLineEndings(" ");

    /// <summary>The bundle with each text that is too long for a notebook cut, and a word that says so.</summary>
    public static MimeBundle Bounded(MimeBundle bundle)
    {
        foreach (string type in bundle.Types
            .Where(type => type.StartsWith("text/", StringComparison.Ordinal)).ToArray())
        {
            if (bundle[type] is { Length: > MostCharacters } text)
                bundle = bundle.With(type, Cut(text, isMarkup: type == "text/html"));
        }

        return bundle;
    }

    /// <summary>A text that fits into a notebook.</summary>
    public static string Cut(string text, bool isMarkup = false)
    {
        if (text.Length <= MostCharacters) return text;
        int end = MostCharacters;
        // Not inside of a tag.
        if (isMarkup && text.LastIndexOf('<', end - 1) is var open && open > text.LastIndexOf('>', end - 1)) end = open;
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        string word = $"… cut here: {text.Length:N0} characters are too many for a notebook, which "
            + $"keeps {MostCharacters:N0} of a value. Write it to a file to keep all.";
        return text[..end] + (isMarkup ? $"<p>{word}</p>" : "\n" + word);
    }

    private static MimeBundle ByShape(object value) => value switch
    {
        string text => MimeBundle.Text(text),
        JsonNode json => MimeBundle.Text(json.ToJsonString(s_indented)),
        JsonElement { ValueKind: JsonValueKind.Undefined } => MimeBundle.Text("undefined"),
        JsonElement json => MimeBundle.Text(JsonSerializer.Serialize(json, s_indented)),
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
        PropertyInfo[] columns =
            [.. shown.Where(item => item is not null && !IsScalar(item.GetType()) && item is not IEnumerable)
            .Select(item => item!.GetType()).Distinct().SelectMany(Properties).DistinctBy(property => property.Name)];
        if (columns.Length == 0)
            return MimeBundle.Text($"[{string.Join(", ", shown.Select(Short).Append(rest).OfType<string>())}]");
        var table = new TextTable([.. columns.Select(column => column.Name)],
            [.. shown.Select(item => Row(item, columns))], rest);
        return MimeBundle.Html(table.ToHtml(), table.ToString());
    }

    private static MimeBundle Object(object value)
    {
        PropertyInfo[] properties = Properties(value.GetType());
        if (properties.Length == 0) return MimeBundle.Text(Scalar(value));
        IEnumerable<string[]> rows = properties.Select(property => new[] { property.Name, Get(property, value) });
        var table = new TextTable(["", Title(value.GetType())], [.. rows], null);
        return MimeBundle.Html(table.ToHtml(), Speaks(value.GetType()) ? Scalar(value) : table.ToString());
    }

    // Anonymous types have a name that only the compiler likes.
    private static string Title(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) ? "" : type.Name.Split('`')[0];

    private static string[] Row(object? item, PropertyInfo[] columns)
    {
        if (item is null) return [.. columns.Select(_ => "null")];
        PropertyInfo[] properties = Properties(item.GetType());
        return [.. columns.Select(column =>
            Array.Find(properties, property => property.Name == column.Name) is { } own ? Get(own, item) : "")];
    }

    private static PropertyInfo[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
        .Where(property => !property.PropertyType.IsByRefLike && !property.PropertyType.IsByRef)
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
            IEnumerable items =>
                $"[{string.Join(", ", items.Cast<object?>().Take(MostShortItems + 1).Select(ShortItem))}]",
            _ => Scalar(value),
        };
        return text.Length <= MostShortCharacters ? text : string.Concat(text.AsSpan(0, MostShortCharacters), "…");
    }

    private static string ShortItem(object? item, int index) =>
        index == MostShortItems ? "…" : item is IEnumerable and not string ? "[…]" : Short(item);

    private static string Scalar(object value) => value switch
    {
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        Type type => Named(type),
        Delegate => TypeName.Of(value.GetType()),
        Task task => $"{TypeName.Of(Awaited(task))}, {task.Status}: await it to see what it gives",
        // What the compiler writes for the parts are the names of their types.
        _ when Title(value.GetType()).Length == 0 => $"{{ {string.Join(", ", Parts(value))} }}",
        _ when !Speaks(value.GetType()) => TypeName.Of(value.GetType()),
        _ => value.ToString() ?? "",
    };

    private static IEnumerable<string> Parts(object value) =>
        Properties(value.GetType()).Select(part => $"{part.Name} = {Get(part, value)}");

    private static string Named(Type type) =>
        type.IsGenericType || type.IsArray || type.IsNested ? TypeName.Of(type) : type.ToString();

    // An async method's own task is of a type that only the compiler has a name for.
    private static Type Awaited(Task task)
    {
        Type type = task.GetType();
        while (type != typeof(Task) && !IsTaskOfValue(type)) type = type.BaseType!;
        return type.IsGenericType && type.GenericTypeArguments[0].Name == "VoidTaskResult" ? typeof(Task) : type;
    }

    private static bool IsTaskOfValue(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>);

    private static bool Speaks(Type type) =>
        type.GetMethod("ToString", Type.EmptyTypes)?.DeclaringType is { } declarer &&
        declarer != typeof(object) && declarer != typeof(ValueType);

    /// <summary>Whether a value of the type is one word or number, not a thing with parts.</summary>
    public static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type.IsPointer ||
        typeof(IFormattable).IsAssignableFrom(type) || typeof(Type).IsAssignableFrom(type) || type == typeof(Uri)
            || type == typeof(IPAddress) ||
        type == typeof(CancellationToken) || typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type);
}
