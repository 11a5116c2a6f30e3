namespace SPAgent;

/// <summary>A position in 16.16 fixed point, or the way from one to the next. Sums wrap, as Pillow's do.</summary>
internal readonly record struct FixedStep(int X, int Y)
{
    public FixedStep Plus(FixedStep step) => new(unchecked(X + step.X), unchecked(Y + step.Y));
}

/// <summary>The pixels of one row of a rotated picture that lie inside the source. Positions on a line: they are in one
/// piece.</summary>
internal struct FixedPointSpan
{
    /// <summary>Columns [First, End).</summary>
    public int First, End;

    /// <summary>The first column that is not copied yet, and where in the source it lies.</summary>
    public int Next;
    public FixedStep At;

    /// <param name="start">Position of column 0.</param>
    /// <param name="step">From one column to the next.</param>
    /// <param name="width">Of the source.</param>
    /// <param name="height">Of the source.</param>
    /// <param name="count">Columns of the row.</param>
    public static FixedPointSpan Inside(FixedStep start, FixedStep step, int width, int height, int count)
    {
        (long first, long end) = (0, count);
        Clip(start.X, step.X, (long)width << 16, ref first, ref end);
        Clip(start.Y, step.Y, (long)height << 16, ref first, ref end);
        if (first >= end) (first, end) = (0, 0);
        FixedStep at = new((int)(start.X + (first * step.X)), (int)(start.Y + (first * step.Y)));
        return new FixedPointSpan { First = (int)first, End = (int)end, Next = (int)first, At = at };
    }

    /// <summary>Narrows [first, end) to the n with 0 ≤ start + n·step &lt; limit.</summary>
    private static void Clip(long start, long step, long limit, ref long first, ref long end)
    {
        if (step < 0) (start, step) = (limit - 1 - start, -step);
        if (step == 0)
        {
            if (start < 0 || start >= limit) end = first;
            return;
        }

        first = Math.Max(first, start < 0 ? (-start + step - 1) / step : 0);
        end = Math.Min(end, start < limit ? (limit - start + step - 1) / step : 0);
    }
}
