using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace SPAgent.Notebooks;

/// <summary>
/// Looks that a type declares for .NET Interactive: an attribute with the simple name TypeFormatterSourceAttribute on
/// the class or a base class, whose source lists formatters. Found by name here too, so a library that works there
/// works here, without a reference.
/// </summary>
internal static class FormatterConvention
{
    private sealed record Formatter(string MimeType, object Target, MethodInfo Format);

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Formatter>> s_found = new();

    /// <summary>The look of the value, or null when its type declares none.</summary>
    public static MimeBundle? Render(object value)
    {
        Type type = value.GetType();
        // A type of a cell must not be kept alive by a table that outlives the cells.
        IReadOnlyList<Formatter> formatters = type.IsCollectible ? Find(type) : s_found.GetOrAdd(type, Find);
        MimeBundle? bundle = null;
        foreach (Formatter formatter in formatters)
        {
            using var text = new StringWriter();
            if (formatter.Format.Invoke(formatter.Target, [value, text]) is not true) continue;
            bundle = (bundle ?? MimeBundle.Text(value.ToString() ?? "")).With(formatter.MimeType, text.ToString());
        }

        return bundle;
    }

    private static IReadOnlyList<Formatter> Find(Type type)
    {
        object? attribute = type.GetCustomAttributes(inherit: true)
            .FirstOrDefault(found => found.GetType().Name == "TypeFormatterSourceAttribute");
        if (attribute is null || Get(attribute, "FormatterSourceType") is not Type source) return [];
        object instance = Activator.CreateInstance(source, nonPublic: true)!;
        if (source.GetMethod("CreateTypeFormatters", Type.EmptyTypes)?.Invoke(instance, null)
            is not IEnumerable formatters) return [];
        string[] preferred = Get(attribute, "PreferredMimeTypes") as string[] ?? ["text/html"];
        return [.. formatters.Cast<object>().Select(Read).OfType<Formatter>()
            .Where(formatter => preferred.Contains(formatter.MimeType))];
    }

    private static Formatter? Read(object formatter) =>
        Get(formatter, "MimeType") is string mimeType && formatter.GetType()
            .GetMethod("Format", [typeof(object), typeof(TextWriter)]) is { } format
            ? new Formatter(mimeType, formatter, format)
            : null;

    private static object? Get(object target, string property) =>
        target.GetType().GetProperty(property)?.GetValue(target);
}
