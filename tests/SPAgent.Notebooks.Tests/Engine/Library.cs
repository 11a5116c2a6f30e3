using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SPAgent.Notebooks.Tests;

/// <summary>Libraries for <c>#r</c>, compiled by the very compiler that runs the cells: a build of the SDK would take
/// seconds.</summary>
internal static class Library
{
    /// <summary>Compiles one; its file.</summary>
    public static string Build(string file, string name, string code)
    {
        CSharpCompilation library = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using FileStream stream = File.Create(file);
        Assert.True(library.Emit(stream).Success);
        return file;
    }
}
