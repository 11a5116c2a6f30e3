using System.Globalization;
using System.Text.RegularExpressions;

namespace SPAgent.Internal;

/// <summary>Names that say which part of how many a file is: <c>train-00000-of-00003.parquet</c>.</summary>
public static partial class ShardNames
{
    /// <summary>What a file's name says; null where it says nothing.</summary>
    public static (string Set, int Number, int Count)? Of(string file)
    {
        Match match = Pattern().Match(Path.GetFileName(file));
        if (!match.Success) return null;
        return (Path.Combine(Path.GetDirectoryName(file) ?? "", match.Groups[1].Value), Number(2), Number(3));

        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Refuses parts of which some are nowhere: no library notices, and rows would be lost in silence.
    /// </summary>
    /// <exception cref="DatasetException">A part is absent.</exception>
    public static void Check(IEnumerable<string> files)
    {
        var sets = files.Select(file => (File: file, Shard: Of(file))).Where(part => part.Shard is not null)
            .GroupBy(part => (part.Shard!.Value.Set, part.Shard.Value.Count));
        foreach (var set in sets)
        {
            var numbers = set.Select(part => part.Shard!.Value.Number).ToHashSet();
            string[] known = [.. set.Select(part => part.File)];
            // They count from 0, and from 1 where some program did so.
            int first = numbers.Contains(set.Key.Count) && !numbers.Contains(0) ? 1 : 0;
            for (int i = first; i < first + set.Key.Count; i++)
            {
                // A glob may leave out what is there.
                if (numbers.Contains(i) || Exists(known[0], i)) continue;
                string name = Name(known[0], i);
                throw new DatasetException(
                    Path.GetDirectoryName(known[0])!,
                        $"the part {name} is missing; {numbers.Count} of {set.Key.Count} are there. Download it.");
            }
        }
    }

    private static bool Exists(string file, int number) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(file)!, Shared(file, number) + "*").Any();

    private static string Shared(string file, int number)
    {
        Match match = Pattern().Match(Path.GetFileName(file));
        return string
            .Create(CultureInfo.InvariantCulture, $"{match.Groups[1].Value}-{number:D5}-of-{match.Groups[3].Value}");
    }

    private static string Name(string file, int number) => Shared(file, number) + Path.GetExtension(file);

    [GeneratedRegex(@"^(.*)-([0-9]{5})-of-([0-9]{5})(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
