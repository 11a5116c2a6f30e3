namespace SPAgent;

/// <summary>Grey pictures as Pillow makes them.</summary>
internal static class GreyPixels
{
    /// <summary>Pillow's <c>convert("L")</c>.</summary>
    public static byte[] Of(ReadOnlySpan<byte> rgb)
    {
        byte[] grey = new byte[rgb.Length / 3];
        for (int i = 0, at = 0; i < grey.Length; i++, at += 3)
        {
            grey[i] = (byte)(((rgb[at] * 19595) + (rgb[at + 1] * 38470) + (rgb[at + 2] * 7471) + 0x8000) >> 16);
        }

        return grey;
    }

    /// <summary>Pillow's FIND_EDGES: eight times a pixel less its neighbours, from 0 to 255; the border is
    /// copied.</summary>
    public static int[] Edges(byte[] grey, int width, int height)
    {
        int[] edges = Array.ConvertAll(grey, pixel => (int)pixel);
        for (int y = 1; y + 1 < height; y++)
        {
            for (int x = 1; x + 1 < width; x++)
            {
                int sum = 0;
                for (int row = (y - 1) * width; row <= (y + 1) * width; row += width)
                    sum += grey[row + x - 1] + grey[row + x] + grey[row + x + 1];
                edges[(y * width) + x] = Math.Clamp((9 * grey[(y * width) + x]) - sum, 0, 255);
            }
        }

        return edges;
    }
}
