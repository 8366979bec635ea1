// PeerAPIs: the REST dialects of other memory servers, so that their clients work here unchanged.
//
// Owns one folder for each: routes, wire types, the envelope its faults travel in, and nothing else: what is remembered
// is `Memories`' business, who may do it `AccessPolicy`'s. Nobody but the executable imports it. Start reading at
// `Couchbase/CouchbaseUsers.swift`.
