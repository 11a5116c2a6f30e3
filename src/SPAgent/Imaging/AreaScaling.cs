namespace SPAgent;

/// <summary>Scales by area: each pixel of the result is the mean of what it covers in the source, parts of pixels included.</summary>
internal static class AreaScaling
{
    public static void Scale(PixelRows source, int width, int height, Span<byte> target, int newWidth, int newHeight)
    {
        float[] sums = new float[newWidth * 3];
        float area = (float)((double)width / newWidth * height / newHeight);
        (double From, double To)[] columns = [.. Enumerable.Range(0, newWidth).Select(x => Covered(x, width, newWidth))];
        for (int y = 0; y < newHeight; y++)
        {
            Array.Clear(sums);
            (double top, double bottom) = Covered(y, height, newHeight);
            for (int row = (int)top; row < bottom; row++)
            {
                float share = (float)(Math.Min(bottom, row + 1) - Math.Max(top, row));
                AddRow(source.Row(row, width), share, sums, columns);
            }

            Span<byte> done = target.Slice(y * newWidth * 3, newWidth * 3);
            for (int i = 0; i < done.Length; i++) done[i] = (byte)Math.Clamp((sums[i] / area) + 0.5f, 0, 255);
        }
    }

    private static void AddRow(ReadOnlySpan<byte> row, float share, Span<float> sums, ReadOnlySpan<(double From, double To)> columns)
    {
        for (int x = 0; x < columns.Length; x++)
        {
            (double left, double right) = columns[x];
            float r = 0, g = 0, b = 0;
            for (int column = (int)left; column < right; column++)
            {
                float part = (float)(Math.Min(right, column + 1) - Math.Max(left, column));
                r += row[column * 3] * part;
                g += row[(column * 3) + 1] * part;
                b += row[(column * 3) + 2] * part;
            }

            sums[x * 3] += r * share;
            sums[(x * 3) + 1] += g * share;
            sums[(x * 3) + 2] += b * share;
        }
    }

    /// <summary>What part of a source side of <paramref name="size"/> the pixel at <paramref name="index"/> covers.</summary>
    private static (double From, double To) Covered(int index, int size, int newSize) =>
        ((double)((long)index * size) / newSize, Math.Min(size, (double)((index + 1L) * size) / newSize));
}
