using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SPAgent;

/// <summary>
/// Which types have a look of their own. A type without an entry is shown like its base class, then like one of its
/// interfaces.
/// </summary>
/// <remarks>
/// <see cref="Default"/> is shared by the whole process, the one such table of this library: a notebook host creates
/// its formatters without arguments, so there is no other way to hand it one.
/// </remarks>
public sealed class RendererTable
{
    private readonly ConcurrentDictionary<Type, Func<object, MimeBundle>> _renderers = new();
    // Weak: the assemblies of notebook cells can be unloaded.
    private readonly ConditionalWeakTable<Assembly, object> _asked = [];

    /// <summary>The table that notebooks and <c>display</c> use.</summary>
    public static RendererTable Default { get; } = new();

    /// <summary>Says how values of a type look, for this process; replaces what was said before.</summary>
    public void Add<T>(Func<T, MimeBundle> render)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(render);
        _renderers[typeof(T)] = value => render((T)value);
    }

    /// <summary>How the value looks, or null when no entry covers its type. What a renderer throws is passed
    /// on.</summary>
    public MimeBundle? Render(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Type type = value.GetType();
        Ask(type.Assembly);
        for (Type? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor != typeof(object) && Entry(ancestor) is { } render) return render(value);
        }

        // By name, so that a value with two fitting interfaces always looks the same.
        Type? shown = type.GetInterfaces().Where(candidate => Entry(candidate) is not null)
            .MinBy(candidate => candidate.FullName, StringComparer.Ordinal);
        return shown is null ? null : Entry(shown)!(value);
    }

    /// <summary>Whether values of a type have a look: its own, or a base class's.</summary>
    internal bool Covers(Type type)
    {
        for (Type? ancestor = type; ancestor is not null && ancestor != typeof(object); ancestor = ancestor.BaseType)
        {
            if (Entry(ancestor) is not null) return true;
        }

        return type.GetInterfaces().Any(candidate => Entry(candidate) is not null);
    }

    /// <summary>The interfaces, such as lists of a type, for which an assembly has a look.</summary>
    public IEnumerable<Type> InterfacesOf(Assembly assembly)
    {
        Ask(assembly);
        return _renderers.Keys.Where(type => type.IsInterface).OrderBy(type => type.FullName, StringComparer.Ordinal);
    }

    private Func<object, MimeBundle>? Entry(Type type)
    {
        Ask(type.Assembly);
        // A list of pictures is a type of the framework that only the pictures' assembly knows a look for.
        foreach (Type argument in type.GenericTypeArguments) Ask(argument.Assembly);
        return _renderers.GetValueOrDefault(type);
    }

    // What the user added earlier stands: an assembly's own renderers only fill the gaps.
    private void Ask(Assembly assembly)
    {
        if (!_asked.TryAdd(assembly, assembly.FullName!)) return;
        foreach (RendererSourceAttribute attribute in assembly.GetCustomAttributes<RendererSourceAttribute>())
        {
            if (attribute.Source is null) continue;
            var own = new RendererTable();
            ((IRendererSource)Activator.CreateInstance(attribute.Source, nonPublic: true)!).AddTo(own);
            foreach ((Type type, Func<object, MimeBundle> render) in own._renderers) _renderers.TryAdd(type, render);
        }
    }
}
