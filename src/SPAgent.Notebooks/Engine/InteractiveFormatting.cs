using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SPAgent.Notebooks;

/// <summary>
/// The formatters of Microsoft.DotNet.Interactive.Formatting, once a cell has loaded that package: what a cell
/// registers there is obeyed, its own values are shown by it, and what its <c>Display()</c> shows goes to the cell.
/// Found by name, so that the kernel needs no reference.
/// </summary>
internal sealed class InteractiveFormatting
{
    public const string AssemblyName = "Microsoft.DotNet.Interactive.Formatting";
    private static readonly ConditionalWeakTable<Assembly, InteractiveFormatting> s_attached = [];

    private readonly Assembly _assembly;
    private readonly Func<bool, IEnumerable> _registered;
    private readonly Func<object, string, string> _format;
    private readonly Func<Type, IReadOnlyCollection<string>> _preferred;
    private readonly ConcurrentDictionary<Type, (PropertyInfo Type, PropertyInfo MimeType)> _properties = new();

    private InteractiveFormatting(Assembly assembly)
    {
        _assembly = assembly;
        Type formatter = assembly.GetType(AssemblyName + ".Formatter", throwOnError: true)!;
        _registered = Method<Func<bool, IEnumerable>>(formatter, "RegisteredFormatters", typeof(bool));
        _format = Method<Func<object, string, string>>(formatter, "ToDisplayString", typeof(object), typeof(string));
        _preferred =
            Method<Func<Type, IReadOnlyCollection<string>>>(formatter, "GetPreferredMimeTypesFor", typeof(Type));
        // Older versions show nothing by themselves.
        if (formatter.GetMethod("SubscribeToDisplayedValues") is not { } subscribe) return;
        Type shown = subscribe.GetParameters()[0].ParameterType;
        subscribe.Invoke(null,
            [Delegate.CreateDelegate(shown,
                GetType().GetMethod(nameof(Show), BindingFlags.Static | BindingFlags.NonPublic)!)]);
    }

    /// <summary>The formatters of an assembly that was loaded; null when it is not what its name says.</summary>
    public static InteractiveFormatting? Attach(Assembly assembly)
    {
        lock (s_attached)
        {
            try
            {
                return s_attached.GetValue(assembly, static loaded => new InteractiveFormatting(loaded));
            }
            catch (Exception other) when (other is TypeLoadException or MissingMethodException or ArgumentException)
            {
                return null;
            }
        }
    }

    /// <summary>The look that a cell has registered for exactly this kind of value; null when it has not.</summary>
    public MimeBundle? RenderRegistered(object value)
    {
        string[] registered = [.. Registered().Where(known => Covers(known.Type, value.GetType()))
            .Select(known => known.MimeType).Distinct()];
        return registered.Length == 0 ? null : Render(value, registered);
    }

    /// <summary>The look of a value of the package itself, or of one that holds values which have a registered look;
    /// null for others.</summary>
    public MimeBundle? RenderKnown(object value)
    {
        Type type = value.GetType();
        bool isOwn = type.Assembly == _assembly || type.GetInterfaces()
            .Any(one => one.Assembly == _assembly || one.FullName == "Microsoft.AspNetCore.Html.IHtmlContent");
        return isOwn || (!ValueFormatter.IsScalar(type) && Registered().Any(known => Holds(type, known.Type)))
            ? Render(value, []) : null;
    }

    private MimeBundle Render(object value, IEnumerable<string> registered)
    {
        MimeBundle? bundle = null;
        foreach (string mimeType in registered.Union(_preferred(value.GetType())).Where(type => type != "text/plain"))
        {
            string content = _format(value, mimeType);
            bundle = (bundle ?? MimeBundle.Text(Plain(value))).With(mimeType, content);
        }

        return bundle ?? MimeBundle.Text(_format(value, "text/plain"));
    }

    // A tree as text is of no use to anyone who can read its markup's own text.
    private string Plain(object value) =>
        value.GetType().Assembly == _assembly ? value.ToString() ?? "" : _format(value, "text/plain");

    private IEnumerable<(Type Type, string MimeType)> Registered()
    {
        foreach (object formatter in _registered(false))
        {
            (PropertyInfo type, PropertyInfo mimeType) = _properties.GetOrAdd(
                formatter.GetType(), static found => (found.GetProperty("Type")!, found.GetProperty("MimeType")!));
            yield return ((Type)type.GetValue(formatter)!, (string)mimeType.GetValue(formatter)!);
        }
    }

    private static bool Covers(Type registered, Type type) => registered.IsAssignableFrom(type) ||
        (registered.IsGenericTypeDefinition
            && Ancestors(type).Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == registered));

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (Type? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType) yield return ancestor;
        foreach (Type shape in type.GetInterfaces()) yield return shape;
    }

    // Items of a list, values of a dictionary, and what stands in a property.
    private static bool Holds(Type type, Type registered) =>
        Parts(type).Any(part => Covers(registered, part) || Parts(part).Any(inner => Covers(registered, inner)));

    private static IEnumerable<Type> Parts(Type type) => type.IsArray ? [type.GetElementType()!]
        : type.IsGenericType ? type.GetGenericArguments()
        : type.IsPrimitive || type == typeof(string) ? []
        : type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(property => property.PropertyType);

    private static TDelegate Method<TDelegate>(Type type, string name, params Type[] parameters)
        where TDelegate : Delegate =>
        (TDelegate)Delegate.CreateDelegate(typeof(TDelegate),
            type.GetMethod(name, parameters) ?? throw new MissingMethodException(type.FullName, name));

    // A value that the package's own Display() shows, or shows anew: its id, its looks.
    private static void Show(object displayed)
    {
        if (CellContext.Current is not { } cell) return;
        Type type = displayed.GetType();
        object? value = type.GetProperty("Value")!.GetValue(displayed);
        MimeBundle? bundle = null;
        foreach (object look in (IEnumerable)type.GetProperty("FormattedValues")!.GetValue(displayed)!)
        {
            (string mimeType, string content) = ((string)look.GetType().GetProperty("MimeType")!.GetValue(look)!,
                (string?)look.GetType().GetProperty("Value")!.GetValue(look) ?? "");
            bundle =
                (bundle ?? MimeBundle.Text(mimeType == "text/plain" ? content : $"{value}")).With(mimeType, content);
        }

        // Without a word of the cell's own on how it looks, a value of the kit looks as it does everywhere.
        if (value is not null && RendererTable.Default.Render(value) is { } own
            && cell.Formatting?.RenderRegistered(value) is null) bundle = own;
        cell.Display(
            ValueFormatter.Bounded(bundle ?? MimeBundle.Text("null")),
            (string)type.GetProperty("DisplayId")!.GetValue(displayed)!,
            (bool)type.GetProperty("IsUpdated")!.GetValue(displayed)!);
    }
}
