using System.IO.Compression;

namespace SPAgent;

/// <summary>Decodes PNG to the pixels that Pillow's convert("RGB") gives, and fails where Pillow fails.</summary>
/// <remarks>Managed, because libpng's simplified interface applies gamma, blends alpha and refuses checksums that
/// Pillow ignores.</remarks>
internal static unsafe class PngDecoder
{
    /// <summary>Adam7: first column and row of each pass, and the steps from there.</summary>
    private static readonly (int Left, int Top, int Across, int Down)[] s_passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static RasterImage Decode(ReadOnlySpan<byte> bytes, bool onWhite)
    {
        PngHeader header = PngHeader.Read(bytes);
        if (header.PixelsStart < 0) throw ImageException.Broken("a PNG without pixels");
        byte[] pixels = PixelMemory.Allocate(header.Width, header.Height);
        Rgb24 fill = header.Layout.Indexed
            ? new Rgb24(header.Palette[0], header.Palette[1], header.Palette[2]) : default;
        (bool Complete, bool Laid) result;
        fixed (byte* file = bytes)
        {
            using IdatStream data = new(file, bytes.Length, header.PixelsStart);
            result = DecodePixels(header, data, pixels, fill, onWhite);
            PngTrailer.Check(bytes, data.NextChunk, header.Metadata);
        }

        ImageOrigin origin = new()
        {
            Mode = header.Layout.Mode,
            Fill = fill,
            Comment = header.Metadata.Comment,
            Orientation = header.Metadata.Orientation,
            Damage = result.Complete ? null : "the compressed data end before the last row",
        };
        return new RasterImage(header.Width, header.Height, pixels, result.Laid ? origin.LaidOnWhite() : origin);
    }

    private static (bool Complete, bool Laid) DecodePixels(
        PngHeader header, IdatStream data, Span<byte> pixels, Rgb24 fill, bool onWhite)
    {
        using ZLibStream inflater = new(data, CompressionMode.Decompress);
        Rows rows = new(header, inflater, data, onWhite);
        try
        {
            bool complete = header.Interlaced ? Interlaced(header, ref rows, pixels, fill)
                : Straight(header, ref rows, pixels, fill);
            return complete || !data.RanOut ? (complete, rows.LaidOnWhite) : throw ImageException.Truncated();
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            throw ImageException.Broken("its compressed data are damaged", damage);
        }
    }

    private static bool Straight(PngHeader header, ref Rows rows, Span<byte> pixels, Rgb24 fill)
    {
        int stride = header.Width * 3;
        rows.Begin(header.Width);
        for (int y = 0; y < header.Height; y++)
        {
            if (!rows.TryNext(pixels.Slice(y * stride, stride)))
            {
                fill.Fill(pixels[(y * stride)..]);
                return false;
            }
        }

        return true;
    }

    private static bool Interlaced(PngHeader header, ref Rows rows, Span<byte> pixels, Rgb24 fill)
    {
        fill.Fill(pixels);
        byte[] rgb = new byte[header.Width * 3];
        foreach ((int left, int top, int across, int down) in s_passes)
        {
            int width = (header.Width - left + across - 1) / across;
            if (width <= 0 || top >= header.Height) continue;
            rows.Begin(width);
            for (int y = top; y < header.Height; y += down)
            {
                if (!rows.TryNext(rgb.AsSpan(0, width * 3))) return false;
                Span<byte> row = pixels.Slice(y * header.Width * 3, header.Width * 3);
                for (int i = 0, x = left * 3; i < width * 3; i += 3, x += across * 3) rgb.AsSpan(i, 3).CopyTo(row[x..]);
            }
        }

        return true;
    }

    /// <summary>The rows of a pass, one after the other.</summary>
    private ref struct Rows(PngHeader header, ZLibStream inflater, IdatStream data, bool onWhite)
    {
        private readonly byte[] _first = new byte[header.Layout.RowLength(header.Width) + 1];
        private readonly byte[] _second = new byte[header.Layout.RowLength(header.Width) + 1];
        private Span<byte> _row, _above;

        /// <summary>Whether a pixel so far was not opaque.</summary>
        public bool LaidOnWhite { get; private set; }

        public void Begin(int width)
        {
            int length = header.Layout.RowLength(width) + 1;
            _row = _first.AsSpan(0, length);
            _above = _second.AsSpan(0, length);
            _above.Clear();
        }

        /// <summary>False when the compressed data end before this row.</summary>
        public bool TryNext(Span<byte> rgb)
        {
            int read = inflater.ReadAtLeast(_row, _row.Length, throwOnEndOfStream: false);
            if (read == 0 && !data.RanOut) return false;
            if (read < _row.Length) throw ImageException.Truncated();
            PngFilter.Undo(_row[0], _row[1..], _above[1..], header.Layout.FilterDistance);
            PngSamples.ToRgb(header.Layout, header.Palette, _row[1..], rgb);
            if (onWhite) LaidOnWhite |= PngAlpha.LayOnWhite(header.Layout, header.Transparent, _row[1..], rgb);
            Span<byte> done = _row;
            _row = _above;
            _above = done;
            return true;
        }
    }
}
