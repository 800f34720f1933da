package io.noisystudent.registry.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Puts the calls of {@code openapi-examples.json} into the description: each call is one example, under the same name at
 * its parameters, its body and its answer. The names begin with numbers: in this order, on an empty registry, every call
 * gives its answer, which a test shows. It happens when the service is built.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class OpenApiExamples implements OASFilter {
    private static final String CALLS = "/openapi-examples.json";

    /** One call, and where it is written down. */
    private record Call(String name, Operation operation, JsonNode step) {}

    @Override
    public void filterOpenAPI(OpenAPI description) {
        int number = 0;
        for (JsonNode step : calls()) {
            number++;
            String name = String.format(
                    Locale.ROOT, "%02d-%s", number, step.get("name").asText().replaceAll("[^a-z]+", "-"));
            String[] operation = step.get("operation").asText().split(" ", 2);
            PathItem path = description.getPaths().getPathItem(operation[1]);
            Operation found = path == null ? null : path.getOperations().get(PathItem.HttpMethod.valueOf(operation[0]));
            if (found == null) {
                throw new IllegalStateException(CALLS + " names " + step.get("operation") + ", which is not there");
            }
            Call call = new Call(name, found, step);
            parameters(call, path);
            request(call);
            response(call);
        }
    }

    private static void parameters(Call call, PathItem path) {
        call.step().path("parameters").properties().forEach(given -> {
            Parameter parameter = parameter(call.operation().getParameters(), given.getKey());
            if (parameter == null) {
                parameter = parameter(path.getParameters(), given.getKey());
            }
            if (parameter == null) {
                // MLflow's arguments are read from the query, whatever their names.
                parameter = OASFactory.createParameter()
                        .name(given.getKey())
                        .in(Parameter.In.QUERY)
                        .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
                call.operation().addParameter(parameter);
            }
            parameter.addExample(call.name(), example(given.getValue()));
        });
    }

    private static @Nullable Parameter parameter(@Nullable List<Parameter> parameters, String name) {
        if (parameters != null) {
            for (Parameter parameter : parameters) {
                if (name.equals(parameter.getName())) {
                    return parameter;
                }
            }
        }
        return null;
    }

    private static void request(Call call) {
        JsonNode request = call.step().get("request");
        if (request == null) {
            return;
        }
        RequestBody body = call.operation().getRequestBody();
        if (body == null) {
            body = OASFactory.createRequestBody();
            call.operation().setRequestBody(body);
        }
        Content content = body.getContent() == null ? OASFactory.createContent() : body.getContent();
        body.setContent(content);
        Example example = request.has("file")
                ? OASFactory.createExample().externalValue(request.get("file").asText())
                : example(request.get("value"));
        mediaType(content, request.get("type").asText()).addExample(call.name(), example);
    }

    private static void response(Call call) {
        JsonNode given = call.step().get("response");
        String status = given.get("status").asText();
        APIResponse response = call.operation().getResponses().getAPIResponse(status);
        if (response == null) {
            response = OASFactory.createAPIResponse()
                    .description(call.step().get("name").asText());
            call.operation().getResponses().addAPIResponse(status, response);
        }
        Content content = response.getContent() == null ? OASFactory.createContent() : response.getContent();
        response.setContent(content);
        Example example = given.has("value")
                ? example(given.get("value"))
                : OASFactory.createExample().summary("a file");
        mediaType(content, given.get("type").asText()).addExample(call.name(), example);
    }

    private static MediaType mediaType(Content content, String name) {
        MediaType known = content.getMediaType(name);
        if (known == null) {
            known = OASFactory.createMediaType();
            content.addMediaType(name, known);
        }
        return known;
    }

    private static Example example(JsonNode value) {
        return OASFactory.createExample().value(plain(value));
    }

    /** The value as the model of the description has it: maps, lists, texts, numbers. */
    private static @Nullable Object plain(JsonNode value) {
        if (value.isObject()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            value.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
            return fields;
        }
        if (value.isArray()) {
            List<@Nullable Object> items = new ArrayList<>();
            value.forEach(item -> items.add(plain(item)));
            return items;
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        return value.isNull() ? null : value.asText();
    }

    private static JsonNode calls() {
        try (InputStream file = OpenApiExamples.class.getResourceAsStream(CALLS)) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
