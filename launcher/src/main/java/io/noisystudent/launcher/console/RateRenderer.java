package io.noisystudent.launcher.console;

import java.text.DecimalFormat;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import me.tongfei.progressbar.DefaultProgressBarRenderer;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

/** Draws a bar with its rate; the library's own counts whole seconds only, which can double a rate. */
final class RateRenderer extends DefaultProgressBarRenderer {
    /** What is over so soon has mostly been waiting for the screen. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final double FRACTION_BELOW = 100;

    private final String unit;
    private final CountDownLatch drawn = new CountDownLatch(1);

    RateRenderer(ProgressBarStyle style, String unit) {
        super(style, " " + unit, 1, true, new DecimalFormat(), ChronoUnit.SECONDS, false, state -> Optional.empty());
        this.unit = unit;
    }

    @Override
    public String render(ProgressState state, int maxLength) {
        drawn.countDown();
        return super.render(state, maxLength);
    }

    /** A bar that is closed before it was drawn for the first time would never show its end. */
    void awaitDrawing() {
        try {
            drawn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected String speed(ProgressState state) {
        return rate(state.getCurrent() - state.getStart(), state.getElapsedAfterStart(), unit);
    }

    /** As {@code 41.7 steps/s}; empty when there was too little time to tell. */
    static String rate(long done, Duration elapsed, String unit) {
        if (elapsed.compareTo(SHORTEST) < 0) {
            return "";
        }
        double perSecond = done * 1000.0 / elapsed.toMillis();
        String format = perSecond < FRACTION_BELOW ? "%.1f %s/s" : "%,.0f %s/s";
        return String.format(Locale.ROOT, format, perSecond, unit);
    }
}
