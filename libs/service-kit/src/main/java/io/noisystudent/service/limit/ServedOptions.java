package io.noisystudent.service.limit;

import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** Knows the options that the servers of this process run with. */
@Singleton
@Unremovable
public class ServedOptions implements HttpServerOptionsCustomizer {
    private volatile HttpServerOptions options = new HttpServerOptions();

    @Override
    public void customizeHttpServer(HttpServerOptions served) {
        options = served;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions served) {
        options = served;
    }

    HttpServerOptions http() {
        return options;
    }
}
