using System.Collections.Concurrent;

namespace SPAgent.Internal;

/// <summary>What the programs that this one starts see of its environment: everything but keys.</summary>
/// <remarks>The variables of a program can be read by every process of its user. Those of the sandbox get PATH and LANG
/// only.</remarks>
public static class ChildEnvironment
{
    private static readonly string[] Endings = ["_KEY", "_TOKEN", "_SECRET"];
    private static readonly ConcurrentDictionary<string, bool> s_hidden =
        new([KeyValuePair.Create("OPENAI_API_KEY", true)], StringComparer.OrdinalIgnoreCase);

    /// <summary>Hides one more variable from all programs that are started from now on, such as the one that holds the
    /// model's key.</summary>
    public static void Hide(string variable) => s_hidden.TryAdd(variable, true);

    /// <summary>Takes the keys out of the variables that a program would inherit.</summary>
    /// <param name="variables">Of <see cref="System.Diagnostics.ProcessStartInfo.Environment"/>.</param>
    /// <param name="signsIn">Whether the program needs a variable of a secret's name to sign in; never asked about the
    /// model's own key.</param>
    public static void RemoveKeys(IDictionary<string, string?> variables, Func<string, bool>? signsIn = null)
    {
        foreach (string name in variables.Keys.ToArray())
        {
            bool secret = Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
            if ((secret && signsIn?.Invoke(name) != true) || s_hidden.ContainsKey(name)) variables.Remove(name);
        }
    }
}
