using System.CommandLine;
using System.CommandLine.Parsing;

namespace SPAgent.Cli;

/// <summary>Options whose values are the names of an enum.</summary>
internal static class EnumOption
{
    /// <summary>Takes one of the names, in any case. The parser alone takes numbers and lists too.</summary>
    public static Option<T> Named<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            foreach (Token given in result.Tokens)
            {
                string[] names = Enum.GetNames(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T));
                if (names.Contains(given.Value, StringComparer.OrdinalIgnoreCase)) continue;
                string known = string.Join(", ", names.Select(name => name.ToLowerInvariant()));
                result.AddError($"{option.Name} knows {known}, not \"{given.Value}\".");
            }
        });
        return option;
    }
}
