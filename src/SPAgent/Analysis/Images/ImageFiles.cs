namespace SPAgent;

/// <summary>Checks pictures: each by itself, then against each other.</summary>
internal sealed class ImageFiles(string root, QualityOptions options)
{
    private const double OddSizeThreshold = 0.5;

    public static bool IsPicture(string path) => ImageFolderFiles.FormatOf(path) is not null;

    public IEnumerable<Finding> Check(IEnumerable<string> paths, CancellationToken cancellationToken) =>
        Check(paths.Select(path => CheckedPicture.OfFile(root, path)), mayRepeat: false, cancellationToken);

    /// <param name="all">The pictures; read as they are come to, so that memory does not grow with them.</param>
    /// <param name="mayRepeat">Whether the very same picture may be there several times in a split.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    public IEnumerable<Finding> Check(
        IEnumerable<CheckedPicture> all, bool mayRepeat, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        List<Picture> pictures = [];
        foreach ((Picture? picture, List<Finding> found) in all.AsParallel().AsOrdered()
            .WithCancellation(cancellationToken).Select(Look))
        {
            findings.AddRange(found);
            if (picture is not null) pictures.Add(picture);
        }

        if (mayRepeat) pictures = [.. pictures.DistinctBy(picture => (Split(picture.Place), picture.Sha256))];
        OddSizes(pictures, findings);
        // Sessions about one picture keep a copy each; that is no flaw.
        Duplicates([.. pictures.Where(picture => !IsOfSession(picture.Place))], findings);
        return findings;
    }

    private bool IsOfSession(string place) =>
        File.Exists(Path.Combine(root, Path.GetDirectoryName(place)!, "..", SessionLayout.Metadata));

    private sealed record Picture(string Place, int Width, int Height, string Sha256, ulong Hash);

    private (Picture? Picture, List<Finding> Found) Look(CheckedPicture looked)
    {
        List<Finding> found = [];
        string place = looked.Place;
        try
        {
            byte[] bytes = looked.Read();
            bool isFurther = looked.Extension is null && !ImageHeader.IsKnown(bytes);
            if (!isFurther) LookAtHeader(ImageHeader.Read(bytes));
            if (bytes.Length > options.LargestImageBytes)
                Add("image_too_large", Severity.Warning, $"It has {bytes.Length:N0} bytes.",
                    $"Providers refuse more than {options.LargestImageBytes:N0}: compress or scale it.");
            RasterImage image = isFurther ? FurtherFormats.Decode(bytes, onWhite: false) : RasterImage.Decode(bytes);
            if (image.Damage is { } damage)
            {
                string what = $"Pixels were made up where its data are damaged: {damage}.";
                Add("damaged_image", Severity.Warning, what,
                    "Replace it: readers show grey there, and some refuse it.");
            }

            foreach ((string check, double score, double threshold) in ImageScores.Of(image).Flaws())
            {
                Add(check, Severity.Warning,
                    FormattableString.Invariant($"Its score is {score:0.####}, under {threshold}."),
                    "Look at it, and leave it out if nothing can be seen.");
            }

            return
                (new Picture(place, image.Width, image.Height, image.PixelSha256(), PerceptualHash.Of(image)), found);
        }
        catch (ImageException broken) when (broken.Kind != ImageErrorKind.MissingLibrary)
        {
            Add("broken_image", Severity.Error, broken.Message, "Replace it, or remove what names it.");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or DatasetException)
        {
            Add("broken_image", Severity.Error, $"It can't be read: {failed.Message}",
                "Check the file and its permissions.");
        }

        return (null, found);

        void LookAtHeader(ImageHeader header)
        {
            if (looked.Extension is { } extension && header.Format != ImageFolderFiles.FormatOf(extension))
                Add("wrong_extension", Severity.Warning, $"Its name ends in {extension}, its "
                    + $"content is {header.Format}.", "Rename it: trainers go by the name.");
            if (header.Orientation != 1)
                Add("exif_orientation", Severity.Information, $"Its EXIF orientation is {header.Orientation}: some "
                    + "readers turn it, others don't.", "Store it upright.");
        }

        void Add(string check, Severity severity, string what, string remedy) =>
            found.Add(new Finding
            {
                Check = check,
                Severity = severity,
                Place = place,
                What = what,
                Remedy = remedy,
                Evidence = [place]
            });
    }

    // CleanVision's rule. Where most pictures have one size it has no scale to judge by, and nothing is said.
    private static void OddSizes(List<Picture> pictures, List<Finding> findings)
    {
        double[] sizes = [.. pictures.Select(picture => Math.Sqrt(picture.Width) * Math.Sqrt(picture.Height)).Order()];
        if (sizes.Length == 0) return;
        double lower = Distribution.Quantile(sizes, 0.25), upper = Distribution.Quantile(sizes, 0.75),
            spread = upper - lower;
        double from = Math.Max(0, lower - (3 * spread)), to = upper + (3 * spread), middle = (from + to) / 2;
        if (spread == 0) return;
        foreach (Picture picture in pictures)
        {
            double size = Math.Sqrt(picture.Width) * Math.Sqrt(picture.Height),
                score = 1 - Math.Clamp(Math.Abs(size - middle) / (to - from), 0, 1);
            if (score >= OddSizeThreshold) continue;
            findings.Add(new Finding
            {
                Check = "odd_size",
                Severity = Severity.Warning,
                Place = picture.Place,
                Evidence = [picture.Place],
                Remedy = "Look whether it belongs here.",
                What = FormattableString.Invariant(
                    $"It has {picture.Width} x {picture.Height} pixels, unlike the others (score {score:0.###})."),
            });
        }
    }

    private static void Duplicates(List<Picture> pictures, List<Finding> findings)
    {
        Dictionary<(string, int), Picture> exact = [];
        foreach (Picture picture in pictures)
        {
            if (exact.TryAdd((picture.Sha256, picture.Width), picture)) continue;
            Report("exact_duplicate", "has the very pixels", exact[(picture.Sha256, picture.Width)], picture, findings);
        }

        Picture[] distinct = [.. exact.Values];
        int[] groups = NearDuplicates.Groups(Array.ConvertAll(distinct, picture => picture.Hash));
        for (int i = 0; i < distinct.Length; i++)
        {
            if (groups[i] != i) Report("near_duplicate", "looks the same", distinct[groups[i]], distinct[i], findings);
        }
    }

    private static void Report(string check, string how, Picture first, Picture second, List<Finding> findings)
    {
        bool leak = Split(first.Place) is bool one && Split(second.Place) is bool other && one != other;
        findings.Add(new Finding
        {
            Check = leak ? "split_leak" : check,
            Severity = leak ? Severity.Error : Severity.Warning,
            Place = second.Place,
            What = leak ? $"It {how} as {first.Place}, which is of the other split." : $"It {how} as {first.Place}.",
            Remedy = leak ? "Take it out of one: an evaluation must not know the pictures." : "Keep one of them.",
            Evidence = [first.Place, second.Place],
        });
    }

    // Whether it is for training; null where no folder tells.
    private static bool? Split(string place) =>
        SplitNames.OfFolders(place) is { } found ? found.Split == "train" : null;
}
