package io.noisystudent.launcher.console;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Where the launcher writes: lines on the given stream, progress bars that redraw themselves on a terminal and that
 * appear once, when they are full, in a file or pipe.
 */
public final class Terminal {
    private static final int WIDTH = 96;
    private static final int NARROWEST = 60;
    private static final int NAME_WIDTH = 26;

    private final PrintStream out;
    private final boolean interactive;
    private final int width;

    public Terminal(PrintStream out, boolean interactive) {
        this(out, interactive, WIDTH + 1);
    }

    /** @param columns of the screen: a bar that were longer than a line could not be redrawn */
    public Terminal(PrintStream out, boolean interactive, int columns) {
        this.out = out;
        this.interactive = interactive;
        this.width = Math.max(NARROWEST, Math.min(WIDTH, columns - 1));
    }

    public void line(String format, Object... arguments) {
        out.println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
        out.flush();
    }

    /** Several lines; the last one is ended if it is not. */
    public void text(String text) {
        out.print(text);
        if (!text.endsWith("\n")) {
            out.println();
        }
        out.flush();
    }

    /** A bar from 0 to {@code most}; close it to leave its last state on the screen. */
    public ProgressBar bar(String name, long most, String unit) {
        ProgressBarStyle style = interactive ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.UNICODE_BLOCK;
        RateRenderer renderer = new RateRenderer(style, unit);
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s", name))
                .setInitialMax(most)
                .setUpdateIntervalMillis(interactive ? 200 : 3_600_000)
                .setMaxRenderedLength(width)
                .setRenderer(renderer)
                .setConsumer(interactive ? new ConsoleProgressBarConsumer(out, width) : lastLineOnly())
                .build();
        renderer.awaitDrawing();
        return bar;
    }

    /** Where nothing can be redrawn, a bar appears once: as it was when it was closed. */
    private ProgressBarConsumer lastLineOnly() {
        return new ProgressBarConsumer() {
            private String last = "";

            @Override
            public int getMaxRenderedLength() {
                return width;
            }

            @Override
            public void accept(String rendered) {
                last = rendered.stripTrailing();
            }

            @Override
            public void close() {
                line("%s", last);
            }
        };
    }
}
