using System.Runtime.CompilerServices;

namespace SPAgent.Notebooks.Tests;

/// <summary>Cells that run in the tests' own process have the cultures that they have under the command.</summary>
internal static class Cultures
{
    // Before anything asks for a culture, as in the command.
    [ModuleInitializer]
    internal static void Enable() => CellCultures.Enable();
}
