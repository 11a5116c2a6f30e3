namespace SPAgent;

/// <summary>The five row filters of PNG.</summary>
internal static class PngFilter
{
    /// <summary>Turns a filtered row into samples, in place. <paramref name="above"/> is the finished row before it, or
    /// zeros.</summary>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (int i = distance; i < row.Length; i++) row[i] += row[i - distance];
                break;
            case 2:
                for (int i = 0; i < row.Length; i++) row[i] += above[i];
                break;
            case 3:
                for (int i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i < distance ? 0 : row[i - distance]) + above[i]) >> 1);
                break;
            case 4:
                for (int i = 0; i < Math.Min(distance, row.Length); i++) row[i] += above[i];
                for (int i = distance; i < row.Length; i++)
                    row[i] += Paeth(row[i - distance], above[i], above[i - distance]);
                break;
            default:
                throw ImageException.Broken($"PNG filter {filter} does not exist");
        }
    }

    /// <summary>Writes the filter byte and the filtered row; returns the sum of the differences, taken as signed
    /// bytes.</summary>
    public static long Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance,
        Span<byte> target)
    {
        target[0] = (byte)filter;
        long sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < distance ? 0 : row[i - distance], corner = i < distance ? 0 : above[i - distance];
            int guess = filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) >> 1,
                4 => Paeth(left, above[i], corner),
                _ => 0,
            };
            byte difference = (byte)(row[i] - guess);
            target[i + 1] = difference;
            sum += Math.Abs((int)(sbyte)difference);
        }

        return sum;
    }

    /// <summary>Whichever of left, above and upper left is nearest to left + above - upper left.</summary>
    public static byte Paeth(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner), toAbove = Math.Abs(left - corner),
            toCorner = Math.Abs(left + above - corner - corner);
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
