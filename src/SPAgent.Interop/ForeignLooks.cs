using System.Collections;
using System.Reflection;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Processing;

namespace SPAgent;

/// <summary>
/// How values of Plotly.NET, Microsoft.Data.Analysis and ImageSharp look in a notebook. They are read through the names
/// of their members, so that another version than the bridges' is shown as well.
/// </summary>
public static class ForeignLooks
{
    private const int WidestPicturePx = 480, MostRows = 50;

    /// <summary>The look of a chart, a data frame or an image; null for any other value.</summary>
    public static MimeBundle? Render(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            switch (type.FullName)
            {
                case "Plotly.NET.GenericChart": return Chart(type, value);
                case "Microsoft.Data.Analysis.DataFrame":
                    return FrameCell.Of(FrameReader.Read(value, MostRows), FrameReader.Rows(value),
                        ((IEnumerable)type.GetProperty("Columns")!.GetValue(value)!).Cast<object>());
                case "SixLabors.ImageSharp.Image": return Picture(type, value);
            }
        }

        return null;
    }

    private static MimeBundle Chart(Type type, object chart)
    {
        // Until version 4 the functions of a chart stood in a module beside it.
        MethodInfo write =
            (type.GetMethod("toJson") ?? type.Assembly.GetType("Plotly.NET.GenericChartModule")?.GetMethod("toJson")
            ?? type.Assembly.GetType("Plotly.NET.GenericChart")?.GetMethod("toJson"))
            ?? throw new NotSupportedException($"This version of Plotly.NET ({type.Assembly.GetName().Version}) writes "
                + "no JSON. Versions from 3 on do.");
        return RendererTable.Default.Render(ChartJson.Read((string)write.Invoke(null, [chart])!))!;
    }

    private static MimeBundle Picture(Type type, object picture)
    {
        using MemoryStream png = new();
        type.Assembly.GetType("SixLabors.ImageSharp.ImageExtensions")!.GetMethod("SaveAsPng",
            [type, typeof(Stream)])!.Invoke(null, [picture, png]);
        png.Position = 0;
        // Its own decoder is safe with what its own encoder wrote a moment ago, and keeps the transparency.
        using Image<SixLabors.ImageSharp.PixelFormats.Rgba32> image =
            Image.Load<SixLabors.ImageSharp.PixelFormats.Rgba32>(png);
        MimeBundle text = MimeBundle.Text($"Image {image.Width}x{image.Height}");
        double scale = Math.Min(1, (double)WidestPicturePx / Math.Max(image.Width, image.Height));
        if (scale == 1) return text.With("image/png", Convert.ToBase64String(png.ToArray()))
            .WithSize("image/png", image.Width, image.Height);
        image.Mutate(steps => steps.Resize(Math.Max(1, (int)Math.Round(image.Width * scale)),
            Math.Max(1, (int)Math.Round(image.Height * scale))));
        using MemoryStream small = new();
        image.SaveAsPng(small);
        return text.With("image/png", Convert.ToBase64String(small.ToArray()))
            .WithSize("image/png", image.Width, image.Height);
    }
}
