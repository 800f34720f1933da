package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** The part of a network whose weights a training leaves as they are. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "part")
@JsonSubTypes({@JsonSubTypes.Type(Freeze.Backbone.class), @JsonSubTypes.Type(Freeze.Until.class)})
@JsonPropertyOrder("part")
public sealed interface Freeze {
    /** Name of the part, {@code backbone} for example. */
    @JsonProperty("part")
    default String partName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** All that the input of the classifier is computed from. */
    @JsonTypeName("backbone")
    @Kind("everything before the classifier")
    record Backbone() implements Freeze {}

    /** All that a value within the graph is computed from. */
    @JsonTypeName("until")
    @Kind(value = "everything that a value within the network is computed from", bare = true)
    record Until(
            @Key(
                    allowed = "\\S+",
                    give = "the name of a value, such as `networks NAME --tensors` lists them",
                    doc = "name of the value")
            String value)
            implements Freeze {}
}
