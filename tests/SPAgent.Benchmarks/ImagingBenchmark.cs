using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace SPAgent.Benchmarks;

/// <summary>
/// RasterImage against Pillow, one operation each in turns, one thread, a picture of 1920 × 1080. Both sides do the
/// same: results are compared before they are timed, and dropped as they come, so that each pays for its memory.
/// </summary>
internal static class ImagingBenchmark
{
    private const string Python = "/usr/bin/python3";

    private static readonly Dictionary<string, double> s_goals = new()
    {
        ["decode JPEG"] = 1,
        ["encode JPEG"] = 1,
        ["rotate 45"] = 1,
        ["rotate 180"] = 1.1,
        ["crop 600x300 (copied)"] = 2,
        ["crop over the edge"] = 2,
    };

    public static int Run(string[] args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 31;
        string folder = Directory.CreateTempSubdirectory("imaging-benchmark-").FullName;
        try
        {
            return Run(folder, rounds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(string folder, int rounds)
    {
        RasterImage made = SyntheticPhoto.Make(1920, 1080);
        byte[] jpeg = made.EncodeJpeg(), png = made.EncodePng();
        File.WriteAllBytes(Path.Combine(folder, "photo.jpg"), jpeg);
        File.WriteAllBytes(Path.Combine(folder, "photo.png"), png);
        RasterImage photo = RasterImage.Decode(jpeg);
        (string Name, int Count, Func<object> Work)[] operations =
        [
            ("decode JPEG", 5, () => RasterImage.Decode(jpeg)),
            ("encode JPEG", 5, () => photo.EncodeJpeg()),
            ("decode PNG", 1, () => RasterImage.Decode(png)),
            ("rotate 10", 5, () => photo.Rotate(10)),
            ("rotate 45", 5, () => photo.Rotate(45)),
            ("rotate -33.3", 5, () => photo.Rotate(-33.3)),
            ("rotate 90", 5, () => photo.Rotate(90)),
            ("rotate 180", 10, () => photo.Rotate(180)),
            ("crop 960x540", 50, () => photo.Crop(480, 270, 1440, 810)),
            ("crop 960x540, its bytes", 10, () => photo.Crop(480, 270, 1440, 810).Pixels.Length),
            ("crop 600x300 (copied)", 100, () => photo.Crop(480, 270, 1080, 570)),
            ("crop over the edge", 50, () => photo.Crop(1440, 540, 2400, 1080)),
            ("crop, rotate 45, encode", 5, () => photo.Crop(480, 270, 1440, 810).Rotate(45).EncodeJpeg()),
        ];

        using Process? pillow = Start(folder);
        if (pillow is null)
        {
            Console.Error.WriteLine($"{Python} with Pillow is needed to compare with (apt-get install python3-pil).");
            return 2;
        }

        Console.WriteLine($"1920 x 1080, JPEG {jpeg.Length:N0} bytes, PNG {png.Length:N0} bytes; "
            + $".NET {Environment.Version}; {pillow.StandardOutput.ReadLine()}");
        Console.WriteLine("A crop well inside shares its source's memory: nothing is copied until its bytes are asked "
            + "for. Pillow copies at once.");
        Console.WriteLine($"median of {rounds} alternating rounds (min-max), milliseconds an operation");
        Console.WriteLine($"{"",-24}{"C#",24}{"Pillow",24}{"ratio",8}{"of CPU",8}");
        foreach ((string name, int count, Func<object> work) in operations)
        {
            Compare(pillow, name, work());
            Cost[] ours = new Cost[rounds], theirs = new Cost[rounds];
            for (int round = -3; round < rounds; round++)
            {
                Cost our = Measure(work, count), their = Cost.Parse(Ask(pillow, "time", name, count), count);
                if (round >= 0) (ours[round], theirs[round]) = (our, their);
            }

            Print(name, ours, theirs);
        }

        pillow.StandardInput.Close();
        pillow.WaitForExit();
        CompareCodecs(jpeg, photo, rounds);
        return 0;
    }

    /// <summary>The codec that serves where the system has no libraries, against them.</summary>
    private static void CompareCodecs(byte[] jpeg, RasterImage photo, int rounds)
    {
        PixelRows rows = PixelRows.Packed([.. photo.Pixels, 0], photo.Width);
        IPictureCodec installed = new InstalledCodec(), skia = new SkiaCodec();
        (string Name, Func<IPictureCodec, object> Work)[] operations =
        [
            ("decode JPEG", codec => JpegDecoder.Decode(jpeg, codec)),
            ("encode JPEG", codec => JpegEncoder.Encode(rows, photo.Width, photo.Height, 95, null, codec)),
        ];
        Console.WriteLine();
        Console.WriteLine($"{"",-24}{"SkiaSharp",24}{"libturbojpeg",24}{"ratio",8}{"of CPU",8}");
        foreach ((string name, Func<IPictureCodec, object> work) in operations)
        {
            Cost[] ours = new Cost[rounds], theirs = new Cost[rounds];
            for (int round = -3; round < rounds; round++)
            {
                Cost our = Measure(() => work(skia), 5), their = Measure(() => work(installed), 5);
                if (round >= 0) (ours[round], theirs[round]) = (our, their);
            }

            Print($"{name} by SkiaSharp", ours, theirs);
        }
    }

    private static Process? Start(string folder)
    {
        if (!File.Exists(Python)) return null;
        ProcessStartInfo start = new(Python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "pillow_timing.py"));
        start.ArgumentList.Add(folder);
        return Process.Start(start);
    }

    private static void Compare(Process pillow, string name, object result)
    {
        string? ours = result is RasterImage image ? image.PixelSha256() : result is int ? null
            : Convert.ToHexStringLower(SHA256.HashData((byte[])result));
        string theirs = Ask(pillow, "hash", name, 1);
        if (ours is not null && ours != theirs)
            throw new InvalidOperationException($"{name}: the results differ, so their times can't be compared.");
    }

    private static Cost Measure(Func<object> work, int count)
    {
        long begin = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < count; i++) work();
        return new Cost(Stopwatch.GetElapsedTime(begin).TotalMilliseconds / count,
            (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / count);
    }

    private static string Ask(Process pillow, string verb, string name, int count)
    {
        pillow.StandardInput.WriteLine($"{verb}\t{name}\t{count}");
        pillow.StandardInput.Flush();
        return pillow.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("Pillow's side ended; its message stands above.");
    }

    private static void Print(string name, Cost[] ours, Cost[] theirs)
    {
        double ratio = Median(ours, cost => cost.Wall) / Median(theirs, cost => cost.Wall);
        double cpuRatio = Median(ours, cost => cost.Cpu) / Median(theirs, cost => cost.Cpu);
        Console.WriteLine($"{name,-24}{Summary(ours),24}{Summary(theirs),24}{ratio,8:F2}{cpuRatio,8:F2}");
        if (s_goals.TryGetValue(name, out double goal)) Figures.AtMost($"{name}, over Pillow", ratio, goal: goal);
    }

    private static double Median(Cost[] costs, Func<Cost, double> part) =>
        costs.Select(part).Order().ElementAt(costs.Length / 2);

    private static string Summary(Cost[] costs) =>
        $"{Median(costs, cost => cost.Wall):F3} ({costs.Min(cost => cost.Wall):F3}-{costs.Max(cost => cost.Wall):F3})";

    /// <summary>Milliseconds of one operation, by the clock and by the processor; the latter counts every thread,
    /// garbage collection too.</summary>
    private readonly record struct Cost(double Wall, double Cpu)
    {
        public static Cost Parse(string seconds, int count)
        {
            double[] parts = [.. seconds.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
            return new Cost(parts[0] * 1000 / count, parts[1] * 1000 / count);
        }
    }
}
