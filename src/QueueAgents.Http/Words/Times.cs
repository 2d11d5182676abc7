using System.Globalization;

namespace QueueAgents.Http.Words;

/// <summary>Times as people say them.</summary>
internal static class Times
{
    public static string Length(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 999.5 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(time.TotalMilliseconds, 0):0} ms"),
        { TotalSeconds: < 59.95 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
    };

    /// <summary>Rounded: for a list.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalSeconds: < 60 } t => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalSeconds} s ago"),
        { TotalMinutes: < 60 } t => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalMinutes} min ago"),
        { TotalHours: < 24 } t => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalHours} h ago"),
        { TotalDays: < 14 } t => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalDays} d ago"),
        _ => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>"30s", "15m", "2h", "7d", or hh:mm:ss.</summary>
    public static TimeSpan? Parse(string text)
    {
        // Nothing here lasts a hundred years, and there is a length that no TimeSpan holds.
        const double Days = 36_500;
        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            if (number > Days * (text[^1] switch { 's' => 86_400, 'm' => 1_440, 'h' => 24, _ => 1 })) return null;
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd': return TimeSpan.FromDays(number);
            }
        }

        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var exact) && exact >= TimeSpan.Zero ? exact : null;
    }
}
