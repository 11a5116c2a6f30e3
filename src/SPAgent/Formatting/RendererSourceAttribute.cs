namespace SPAgent;

/// <summary>
/// Names the class that knows how an assembly's types look: an <see cref="IRendererSource"/> with a constructor without
/// parameters. It is asked when the first value of the assembly is shown, so the types themselves need not know that
/// they can be drawn.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RendererSourceAttribute : Attribute
{
    /// <summary>Names a class of the assembly, or of one that it refers to.</summary>
    public RendererSourceAttribute(Type source) => Source = source;

    /// <summary>Names a class of another assembly, as <c>Namespace.Class, Assembly</c>: it is loaded when the first
    /// value is shown.</summary>
    public RendererSourceAttribute(string source) => Source = Type.GetType(source);

    /// <summary>The class to create; null where its assembly is not there.</summary>
    public Type? Source { get; }
}

/// <summary>Fills a table with the looks of an assembly's types.</summary>
public interface IRendererSource
{
    /// <summary>Adds one renderer for each type.</summary>
    void AddTo(RendererTable table);
}
