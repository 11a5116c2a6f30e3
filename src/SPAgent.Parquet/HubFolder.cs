using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// A dataset as it was downloaded from the Hub: Parquet files, and a README that may say which are which split.
/// </summary>
internal static partial class HubFolder
{
    /// <exception cref="DatasetException">The README or a file that it names can't be read.</exception>
    public static DatasetLocation Locate(string path, string? config)
    {
        string root = HubCache.Snapshot(path);
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
            }

            HuggingFaceFeatures? features = card?.Features(chosen.Name);
            return new(path, [.. splits.Keys], (split, column) =>
                ParquetDataset.Open(Whole(splits[split!], split!, chosen, readme), features, root, path, split,
                    [.. splits.Keys], column));
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException(File.Exists(readme) ? readme : path, error.Message, error);
        }
    }

    /// <summary>The files of the split that is opened; others need not be there.</summary>
    /// <exception cref="DatasetException">One of them is not there.</exception>
    private static string[] Whole(string[] files, string split, HubConfig config, string readme)
    {
        if (files.Length == 0)
        {
            string shown = config.Splits is { } named ? string.Join(", ", named[split])
                : $"{config.DataFolder}/*{ParquetSource.Extension}";
            throw new DatasetException(readme,
                $"no file is \"{shown}\", which it names for the split \"{split}\". Download it.");
        }

        ShardNames.Check(files);
        return files;
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
            string[] known = [.. SplitNames.Order];
            var order = known.Where(shards.ContainsKey).Concat(shards.Keys.Except(known).Order(StringComparer.Ordinal));
            return new(order.Select(split => KeyValuePair.Create(split, shards[split])), StringComparer.Ordinal);
        }

        OrderedDictionary<string, string[]> splits = ByWord(files, file => SplitNames.OfFolders(file)?.Split);
        if (splits.Count == 0) splits = ByWord(files, SplitNames.OfFile);
        if (splits.Count == 0) splits["train"] = files;
        return splits;
    }

    private static OrderedDictionary<string, string[]> ByWord(string[] files, Func<string, string?> splitOf)
    {
        ILookup<string?, string> found = files.ToLookup(splitOf);
        IEnumerable<string> splits = SplitNames.Order.Where(found.Contains);
        return new(splits.Select(split => KeyValuePair.Create(split, found[split].ToArray())), StringComparer.Ordinal);
    }

    private static string Relative(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    [GeneratedRegex(@"^data/(\w+(?:\.\w+)*)-\d{5}-of-\d{5}[^/]*\.[^/]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Shard();
}
