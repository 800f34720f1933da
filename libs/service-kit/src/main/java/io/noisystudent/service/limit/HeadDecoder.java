package io.noisystudent.service.limit;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/** Refuses a head of too many lines while it comes: a line of four bytes becomes objects of a hundred. */
final class HeadDecoder extends VertxHttpRequestDecoder {
    /** As many as other servers take. */
    static final int LINES = 100;

    private int lines;

    HeadDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        lines = 0;
        return super.createMessage(initialLine);
    }

    /** Called for each line, of the head and after the last chunk. */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        lines++;
        if (lines > LINES) {
            throw new TooLongHttpHeaderException("more than " + LINES + " lines");
        }
        return super.splitHeaderName(line, start, length);
    }
}
