using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// A dataset as it was downloaded from the Hub: Parquet files, and a README that may say which are which split.
/// </summary>
internal static partial class HubFolder
{
    private static readonly (string Split, string[] Words)[] Keywords =
    [
        ("train", ["train", "training"]),
        ("validation", ["validation", "valid", "dev", "val"]),
        ("test", ["test", "testing", "eval", "evaluation"]),
    ];

    /// <exception cref="DatasetException">The README or a file that it names can't be read.</exception>
    public static DatasetLocation Locate(string path, string? config)
    {
        string root = Snapshot(path);
        string readme = Path.Combine(root, "README.md");
        try
        {
            HubReadme? card = File.Exists(readme) ? HubReadme.Read(readme) : null;
            HubConfig chosen = Choose(card, config, path);
            string home = chosen.DataFolder is { } data ? LocalPath.Inside(root, data) : root;
            if (!Directory.Exists(home))
            {
                throw new InvalidDataException($"it names the folder \"{chosen.DataFolder}\"; there is none.");
            }

            string[] all =
                [.. ImageFolderFiles.In(home).Select(file => Relative(home, file)).Order(StringComparer.Ordinal)];
            OrderedDictionary<string, string[]> splits = chosen.Splits is null ? ByName(all)
                : ByReadme(chosen.Splits, all, home);
            var links = new LinkedFiles(root);
            foreach ((string split, string[] names) in splits)
            {
                // Files keep the names of their links: those say which shard they are.
                foreach (string name in names) links.Follow(Relative(root, Path.Combine(home, name)), root);
                splits[split] = [.. names.Select(name => Path.Combine(home, name))];
                ShardNames.Check(splits[split]);
            }

            HuggingFaceFeatures? features = card?.Features(chosen.Name);
            return new(path, [.. splits.Keys], (split, column) =>
                ParquetDataset.Open(splits[split!], features, root, path, split, [.. splits.Keys], column));
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException(File.Exists(readme) ? readme : path, error.Message, error);
        }
    }

    /// <summary>The folder with the files: that of a cache of the Hub holds one for each version.</summary>
    private static string Snapshot(string path)
    {
        string all = Path.Combine(path, "snapshots"), main = Path.Combine(path, "refs", "main");
        if (!Directory.Exists(all)) return path;
        if (new FileInfo(main) is { Exists: true, Length: < 100 })
        {
            string named = Path.GetFullPath(Path.Combine(all, File.ReadAllText(main).Trim()));
            if (Path.GetDirectoryName(named) == all && Directory.Exists(named)) return named;
        }

        string[] versions = Directory.GetDirectories(all);
        return versions.Length == 1
            ? versions[0]
            : throw new DatasetException(path,
                $"it holds {versions.Length} versions below snapshots. Open the folder of one.");
    }

    private static HubConfig Choose(HubReadme? card, string? config, string path)
    {
        IReadOnlyList<HubConfig> configs = card?.Configs is { Count: > 0 } named ? named
            : [new("default", true, null, null)];
        HubConfig? found = config is null
            ? configs.FirstOrDefault(known => known.IsDefault) ?? configs
                .FirstOrDefault(known => known.Name == "default")
            : configs.FirstOrDefault(known => known.Name == config);
        if (found is null && config is null && configs.Count == 1) found = configs[0];
        if (found is not null) return found;
        string list = string.Join(", ", configs.Select(known => known.Name));
        string seen = config is null ? "it has several configurations" : $"it has no configuration \"{config}\"";
        throw new DatasetException(path,
            $"{seen}; there are {list}. Name one: config: \"{configs[0].Name}\" (--config).");
    }

    private static OrderedDictionary<string, string[]> ByReadme(
        OrderedDictionary<string, List<string>> named, string[] all, string home)
    {
        var splits = new OrderedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach ((string split, List<string> patterns) in named)
        {
            var files = new List<string>();
            foreach (string pattern in patterns)
            {
                string inside = Relative(home, LocalPath.Inside(home, pattern));
                if (Directory.Exists(Path.Combine(home, inside))) inside += "/**";
                Regex regex = GlobPattern.ToRegex(inside);
                List<string> found = [.. all.Where(name => name == inside || regex.IsMatch(name)).Except(files)];
                string? other = found.Find(name => !ParquetSource.IsParquet(name));
                if (other is not null)
                {
                    throw new InvalidDataException($"it names \"{other}\", which is no Parquet file.");
                }

                files.AddRange(found);
            }

            if (files.Count == 0)
            {
                string shown = string.Join(", ", patterns);
                throw new InvalidDataException(
                    $"no file is \"{shown}\", which it names for the split \"{split}\". Download it.");
            }

            splits[split] = [.. files];
        }

        return splits;
    }

    /// <summary>
    /// Splits as Hugging Face finds them without a README: by shards, by folders, by names; else all is train.
    /// </summary>
    private static OrderedDictionary<string, string[]> ByName(string[] all)
    {
        string[] files = [.. all.Where(ParquetSource.IsData)];
        Dictionary<string, string[]> shards = files.Select(file => (File: file, Match: Shard().Match(file)))
            .Where(part => part.Match.Success).GroupBy(part => part.Match.Groups[1].Value, part => part.File)
            .ToDictionary(split => split.Key, split => split.ToArray(), StringComparer.Ordinal);
        if (shards.Count > 0)
        {
            string[] known = [.. Keywords.Select(split => split.Split)];
            var order = known.Where(shards.ContainsKey).Concat(shards.Keys.Except(known).Order(StringComparer.Ordinal));
            return new(order.Select(split => KeyValuePair.Create(split, shards[split])), StringComparer.Ordinal);
        }

        OrderedDictionary<string, string[]> splits = ByWord(files, file => file.Split('/')[..^1]);
        if (splits.Count == 0) splits = ByWord(files, file => [Path.GetFileName(file)]);
        if (splits.Count == 0) splits["train"] = files;
        return splits;
    }

    private static OrderedDictionary<string, string[]> ByWord(string[] files, Func<string, string[]> names)
    {
        var splits = new OrderedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach ((string split, string[] words) in Keywords)
        {
            var word =
                new Regex($"^(.*[-._ 0-9])?({string.Join('|', words)})([-._ 0-9].*)?$", RegexOptions.NonBacktracking);
            string[] found = [.. files.Where(file => names(file).Any(word.IsMatch))];
            if (found.Length > 0) splits[split] = found;
        }

        return splits;
    }

    private static string Relative(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    [GeneratedRegex(@"^data/(\w+(?:\.\w+)*)-\d{5}-of-\d{5}[^/]*\.[^/]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Shard();
}
